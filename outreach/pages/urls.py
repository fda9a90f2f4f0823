"""Addresses of the pages."""

from django.urls import path, re_path

from outreach.pages import languages, start, verify
from outreach.pages.dashboard import (
    analysis,
    doubt,
    doubts,
    entries,
    exports,
    home,
    imports,
    phones,
    submission,
    voices,
)
from outreach.pages.dashboard.codes import batches, walls
from outreach.pages.dashboard.manage import campaigns, officers, populations, targets
from outreach.pages.dashboard.manage import index as management
from outreach.pages.dashboard.manage import texts as pledge_texts
from outreach.pages.officer import login, shell
from outreach.pages.resident import confirming, finished, pledging, pressure, receipts, welcome, witness

# Printed codes are upper case, typed ones any; spaces and dashes are taken out by the view.
_CODE = r"[Qq]/(?P<text>[0-9A-Za-z-]{1,40})"
_RECEIPT = r"[Rr]/(?P<text>[0-9A-Za-z-]{1,40})"
_WITNESS = r"[Ww]/(?P<text>[0-9A-Za-z-]{1,40})"

urlpatterns = [
    path("", start.start, name="start"),
    path("language/", languages.change_language, name="set_language"),
    re_path(rf"^{_CODE}/?$", welcome.welcome, name="code"),
    re_path(rf"^{_CODE}/pledge$", pledging.pledge, name="pledge"),
    re_path(rf"^{_CODE}/guardian$", pledging.guardian, name="guardian"),
    re_path(rf"^{_CODE}/learn$", pledging.learn, name="learn"),
    re_path(rf"^{_CODE}/paper$", pledging.paper, name="paper"),
    re_path(rf"^{_CODE}/app$", confirming.app, name="app"),
    re_path(rf"^{_CODE}/receipt$", finished.kept, name="kept"),
    re_path(rf"^{_CODE}/show$", finished.show_officer, name="show"),
    re_path(rf"^{_CODE}/no$", welcome.refuse, name="refuse"),
    re_path(rf"^{_CODE}/refused$", welcome.refused, name="refused"),
    re_path(rf"^{_CODE}/card$", welcome.card, name="card"),
    re_path(rf"^{_CODE}/pressure$", pressure.pressure, name="pressure"),
    re_path(rf"^{_CODE}/pressure/done$", pressure.told, name="pressure-done"),
    re_path(rf"^{_RECEIPT}/?$", receipts.show, name="receipt"),
    re_path(rf"^{_RECEIPT}/receipt\.png$", receipts.picture, name="receipt-picture"),
    re_path(rf"^{_RECEIPT}/withdraw$", receipts.withdraw, name="receipt-withdraw"),
    re_path(rf"^{_RECEIPT}/erase$", receipts.erase, name="receipt-erase"),
    re_path(rf"^{_RECEIPT}/pressure$", receipts.pressure, name="receipt-pressure"),
    re_path(rf"^{_RECEIPT}/done/(?P<act>withdraw|erase|pressure)$", receipts.done, name="receipt-done"),
    re_path(rf"^{_WITNESS}/?$", witness.show, name="witness"),
    path("officer/", shell.shell, name="officer"),
    path("officer/manifest.webmanifest", shell.manifest, name="officer-manifest"),
    # At the root, so that it may serve all of /officer/ wherever the built files lie.
    path("sw.js", shell.worker, name="officer-worker"),
    path("officer/login/", login.log_in, name="login"),
    path("officer/logout/", login.log_out, name="logout"),
    path("officer/invited/<int:number>/<str:token>/", officers.invited, name="invited"),
    path("dashboard/", home.home, name="dashboard"),
    path("dashboard/live/", home.live, name="dashboard-live"),
    path("dashboard/month-report/", home.month_report, name="month-report"),
    path("dashboard/analysis/", analysis.trend, name="analysis"),
    path("dashboard/analysis/units/", analysis.units, name="analysis-units"),
    path("dashboard/analysis/evidence/", analysis.evidence, name="analysis-evidence"),
    path("dashboard/analysis/receipts/", analysis.receipts, name="analysis-receipts"),
    path("dashboard/entries/", entries.entries, name="entries"),
    path("dashboard/submissions/<uuid:submission_id>/", submission.submission, name="submission"),
    path("dashboard/submissions/<uuid:submission_id>/void/", submission.void, name="submission-void"),
    path("dashboard/exports/", exports.exports, name="exports"),
    path("dashboard/exports/<uuid:number>/file/", exports.download, name="export-file"),
    path("dashboard/phones/", phones.phones, name="phones"),
    path("dashboard/phones/<int:number>/end/", phones.end, name="phone-end"),
    path("dashboard/doubts/", doubts.doubts, name="doubts"),
    path("dashboard/doubts/<int:number>/", doubt.doubt, name="doubt"),
    path("dashboard/voices/", voices.voices, name="voices"),
    path("dashboard/imports/", imports.imports, name="imports"),
    path("dashboard/imports/new/", imports.send, name="import-send"),
    re_path(
        r"^dashboard/imports/template/(?P<indicator>[a-z_]{1,30})\.(?P<form>xlsx|csv)$",
        imports.template,
        name="import-template",
    ),
    path("dashboard/imports/<uuid:import_id>/", imports.one, name="import"),
    path("dashboard/imports/<uuid:import_id>/run/", imports.order, name="import-order"),
    path("dashboard/imports/<uuid:import_id>/check/", imports.check_again, name="import-check-again"),
    path("dashboard/imports/<uuid:import_id>/problems.csv", imports.problems_as_csv, name="import-problems-csv"),
    path("dashboard/imports/<uuid:import_id>/problems.xlsx", imports.problems_as_xlsx, name="import-problems-xlsx"),
    path("dashboard/codes/", batches.batches, name="codes"),
    path("dashboard/codes/make/", batches.make, name="codes-make"),
    path("dashboard/codes/places/", walls.places, name="codes-places"),
    path("dashboard/codes/posters/", walls.posters, name="codes-posters"),
    path("dashboard/codes/posters/make/", walls.make_poster, name="codes-poster-make"),
    path("dashboard/codes/posted/<int:number>/revoke/", walls.revoke, name="code-revoke"),
    path("dashboard/codes/<int:number>/reprint/", batches.reprint, name="codes-reprint"),
    path("dashboard/codes/<int:number>/revoke/", batches.revoke, name="codes-revoke"),
    path("dashboard/manage/", management.index, name="manage"),
    path("dashboard/manage/campaigns/", campaigns.campaigns, name="manage-campaigns"),
    path("dashboard/manage/campaigns/start/", campaigns.start, name="manage-campaign-start"),
    path("dashboard/manage/campaigns/<slug:slug>/", campaigns.campaign, name="manage-campaign"),
    path("dashboard/manage/campaigns/<slug:slug>/change/", campaigns.change, name="manage-campaign-change"),
    path("dashboard/manage/texts/", pledge_texts.texts, name="manage-texts"),
    path("dashboard/manage/texts/publish/", pledge_texts.publish, name="manage-text-publish"),
    path("dashboard/manage/texts/<int:number>/", pledge_texts.text, name="manage-text"),
    path("dashboard/manage/targets/", targets.targets, name="manage-targets"),
    path("dashboard/manage/targets/set/", targets.change, name="manage-target-set"),
    path("dashboard/manage/targets/<int:number>/", targets.target, name="manage-target"),
    path("dashboard/manage/officers/", officers.officers, name="manage-officers"),
    path("dashboard/manage/officers/invite/", officers.invite, name="manage-officer-invite"),
    path("dashboard/manage/officers/join/", officers.join, name="manage-officer-join"),
    path("dashboard/manage/officers/<int:number>/", officers.officer, name="manage-officer"),
    path("dashboard/manage/officers/<int:number>/link/", officers.link, name="manage-officer-link"),
    path("dashboard/manage/officers/<int:number>/let-in/", officers.let_in, name="manage-officer-let-in"),
    path("dashboard/manage/memberships/<int:number>/end/", officers.end, name="manage-membership-end"),
    path("dashboard/manage/populations/", populations.populations, name="manage-populations"),
    path("dashboard/manage/populations/enter/", populations.enter, name="manage-population-enter"),
    path("dashboard/manage/populations/<int:number>/", populations.population, name="manage-population"),
    path("verify/<uuid:snapshot>/", verify.verify, name="verify"),
]
