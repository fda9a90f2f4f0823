"""Official acts in words: what was done, and what with, by its name and with the address of its page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outreach.campaigns.models import Campaign
from outreach.codes.models import Code, CodeBatch
from outreach.organisation.models import Membership, Officer, OrganisationUnit, Place, SignatoryOrganisation
from outreach.pages.dashboard.reports.common import period_name
from outreach.pages.words import name_of
from outreach.reporting.models import Report, StepKind
from outreach.reporting.official_acts import Matter, OfficialAct
from outreach.reporting.selectors import period_of

MATTERS: Final[Mapping[Matter, Promise]] = MappingProxyType(
    {
        Matter.UNITS: gettext_lazy("Units"),
        Matter.OFFICERS: gettext_lazy("Officers"),
        Matter.PLACES: gettext_lazy("Places"),
        Matter.CAMPAIGNS: gettext_lazy("Campaigns, texts and targets"),
        Matter.CODES: gettext_lazy("QR codes"),
        Matter.REPORTS: gettext_lazy("Reports and exports"),
        Matter.RECORDS: gettext_lazy("Imports, doubts and checks"),
    }
)
WORDS: Final[Mapping[str, Promise | str]] = MappingProxyType(
    {
        "unit_added": gettext_lazy("Unit added"),
        "unit_changed": gettext_lazy("Unit changed"),
        "unit_ended": gettext_lazy("Unit given a last day"),
        "unit_brought_back": gettext_lazy("Unit's last day taken back"),
        "unit_moved": gettext_lazy("Unit's move entered"),
        "officer_invited": gettext_lazy("Officer invited"),
        "password_link_made": gettext_lazy("Link for a new password made"),
        "officer_enabled": gettext_lazy("Account let in"),
        "officer_disabled": gettext_lazy("Account kept out"),
        "membership_begun": gettext_lazy("Membership given"),
        "membership_ended": gettext_lazy("Membership ended"),
        "device_revoked": gettext_lazy("Phone or browser signed out"),
        "held_codes_revoked": gettext_lazy("Unused codes on a phone revoked"),
        "list_entered": gettext_lazy("List entered"),
        "place_added": gettext_lazy("Place added"),
        "place_changed": gettext_lazy("Place changed"),
        "place_retired": gettext_lazy("Place retired"),
        "place_brought_back": gettext_lazy("Place brought back"),
        "organisation_added": gettext_lazy("Organisation added"),
        "organisation_changed": gettext_lazy("Organisation changed"),
        "organisation_retired": gettext_lazy("Organisation retired"),
        "organisation_brought_back": gettext_lazy("Organisation brought back"),
        "campaign_started": gettext_lazy("Campaign started"),
        "campaign_changed": gettext_lazy("Campaign changed"),
        "text_published": gettext_lazy("Pledge text published"),
        "target_set": gettext_lazy("Target set"),
        "population_entered": gettext_lazy("Number of people entered"),
        "code_made": gettext_lazy("Code made"),
        "batch_made": gettext_lazy("Codes made to print"),
        "batch_reprinted": gettext_lazy("Codes printed again"),
        "code_revoked": gettext_lazy("Code revoked"),
        "batch_revoked": gettext_lazy("Printed codes revoked"),
        "report_schedule.set": gettext_lazy("Recurring report set"),
        "report_schedule.followed": gettext_lazy("Recurring report followed its unit"),
        "export.ordered": gettext_lazy("Export asked for"),
        "export.fetched": gettext_lazy("Export fetched"),
        "import.taken": gettext_lazy("Paper records sent in"),
        "import.ordered": gettext_lazy("Import of paper records begun"),
        "import.discarded": gettext_lazy("Paper records discarded"),
        "doubt_reviewed": gettext_lazy("Doubt looked at"),
        "check_drawn": gettext_lazy("Spot check drawn"),
        "papers_checked": gettext_lazy("Papers looked up"),
        "installs_checked": gettext_lazy("Installs looked at"),
        "sealed_copy_added": gettext_lazy("Scan of a sealed letter added"),
        "sealed_copy_seen": gettext_lazy("Scan of a sealed letter opened"),
    }
)
# Which page shows a subject, where its address is made of nothing but its key.
_PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unit": "manage-unit",
        "place": "manage-place",
        "pledge_text": "manage-text",
        "target": "manage-target",
        "population": "manage-population",
        "import": "import",
        "check": "check",
        "doubt": "doubt",
    }
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the subjects of some acts are called, by kind and key, with their pages; and the officers by number."""

    subjects: Mapping[tuple[str, str], tuple[str, str]]
    officers: Mapping[int, str]
    units: Mapping[int, str]


def what(action: str) -> str:
    """What was done."""
    if action.startswith("report."):
        return _("Report: %(step)s") % {"step": StepKind(action.removeprefix("report.")).label}
    return str(WORDS[action])


def names_of(acts: Collection[OfficialAct], *, manages: bool) -> Names:
    """One statement for each kind of subject that has a name of its own; an officer's page is for who `manages`."""
    keys: dict[str, set[str]] = {}
    for act in acts:
        keys.setdefault(act.kind, set()).add(act.key)
    subjects: dict[tuple[str, str], tuple[str, str]] = {}
    officers = {act.officer for act in acts if act.officer} | {int(key) for key in keys.get("officer", ())}
    called = {each.pk: _officer(each) for each in Officer.objects.filter(pk__in=officers)}
    for key in keys.get("officer", ()):
        page = reverse("manage-officer", args=(key,)) if manages else ""
        subjects["officer", key] = called[int(key)], page
    for membership in _found(Membership, keys.get("membership"), "officer", "unit"):
        page = reverse("manage-officer", args=(membership.officer_id,)) if manages else ""
        role = f"{name_of(membership.unit)} · {membership.get_role_display()}"
        subjects["membership", str(membership.pk)] = f"{_officer(membership.officer)} · {role}", page
    for place in _found(Place, keys.get("place")):
        subjects["place", str(place.pk)] = name_of(place), reverse("manage-place", args=(place.pk,))
    for organisation in _found(SignatoryOrganisation, keys.get("organisation")):
        page = reverse("manage-place", args=(organisation.place_id,))
        subjects["organisation", str(organisation.pk)] = organisation.name, page
    for campaign in _found(Campaign, keys.get("campaign")):
        subjects["campaign", str(campaign.pk)] = name_of(campaign), reverse("manage-campaign", args=(campaign.slug,))
    for code in _found(Code, keys.get("code"), "unit"):
        subjects["code", str(code.pk)] = f"{code.get_kind_display()} · {name_of(code.unit)}", ""
    for batch in _found(CodeBatch, keys.get("batch"), "unit", unread="sheet"):
        subjects["batch", str(batch.pk)] = f"{batch.get_kind_display()} × {batch.size} · {name_of(batch.unit)}", ""
    for report in _found(Report, keys.get("report"), "unit", "campaign", unread="section"):
        called_so = f"{period_name(period_of(report), report.campaign, timezone.now())} · {name_of(report.unit)}"
        subjects["report", str(report.pk)] = called_so, reverse("report", args=(report.pk,))
    units = OrganisationUnit.objects.filter(pk__in={act.unit for act in acts})
    return Names(subjects, called, {unit.pk: name_of(unit) for unit in units})


def on_what(act: OfficialAct, names: Names) -> tuple[str, str]:
    """The subject's name, its unit's where it has none of its own, and the address of its page, if there is one."""
    named = names.subjects.get((act.kind, act.key))
    if named is not None:
        return named
    page = reverse(_PAGES[act.kind], args=(act.key,)) if act.kind in _PAGES else ""
    return names.units[act.unit], page


def who(act: OfficialAct, names: Names) -> str:
    return names.officers[act.officer] if act.officer else _("the system")


def _officer(officer: Officer) -> str:
    return f"{officer.name} {officer.username}"


def _found(model: Any, keys: Collection[str] | None, *related: str, unread: str = "") -> Any:
    """The rows of these keys, each with what is `related`, without the large column that is `unread`."""
    if not keys:
        return ()
    found = model.objects.filter(pk__in=list(keys)).select_related(*related or (None,))
    return found.defer(unread) if unread else found
