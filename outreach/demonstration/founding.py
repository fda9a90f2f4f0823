"""Putting the invented city into the database, once, and finding it there again."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from outreach.campaigns.indicators import Audience
from outreach.campaigns.models import Campaign, PledgeText
from outreach.campaigns.services import publish_text
from outreach.capture.models import PublicationAccount
from outreach.codes.models import BatchState, Code, CodeBatch, CodeKind
from outreach.demonstration import names
from outreach.demonstration.cast import POSTS, Cast, Station, UnitName
from outreach.demonstration.ground import SLUG, Beat, Ground, Precinct, PrintRun, Site, code_text, print_runs
from outreach.demonstration.plan import FIRST_DAY, LAST_DAY, ZONE, Plan
from outreach.demonstration.pledges import sample_texts
from outreach.organisation.models import Membership, Officer, OrganisationUnit, Place, PlaceKind, SignatoryOrganisation

_PREPARED_ON: Final = FIRST_DAY - timedelta(days=7)
_AUDIENCES_OF_RUNS: Final = {
    CodeKind.FORM: (Audience.RESIDENTS,),
    CodeKind.LEAFLET: (Audience.TEACHERS_PARENTS,),
}
_AUDIENCES_OF_PLACES: Final = {
    PlaceKind.COMMUNITY: (Audience.RESIDENTS,),
    PlaceKind.VILLAGE: (Audience.VILLAGERS,),
    PlaceKind.ENTERPRISE: (Audience.ENTERPRISE_STAFF,),
}
_ROWS_A_STATEMENT: Final = 2_000


@transaction.atomic
def found(cast: Cast, plan: Plan) -> Campaign:
    """Make the units, people, places and codes of the demonstration campaign; nothing where it stands already."""
    known = Campaign.objects.filter(slug=SLUG).first()
    if known is not None:
        return known
    units = _make_units(cast)
    _make_people(cast, units)
    for station in cast.stations:
        _make_venues(station, units)
    PublicationAccount.objects.bulk_create(
        PublicationAccount(unit=units[cast.sub_bureau.name], name=name) for name in names.ACCOUNTS
    )
    campaign = Campaign.objects.create(
        slug=SLUG,
        name="防范电信网络诈骗集中宣传（演示）",
        name_en="Campaign against telecom and online fraud (demonstration)",
        unit=units[cast.sub_bureau.name],
        starts_on=FIRST_DAY,
        ends_on=LAST_DAY,
        is_demonstration=True,
    )
    publish_samples(campaign, effective_from=FIRST_DAY)
    _make_place_codes(campaign, cast)
    for run in print_runs(plan):
        _make_run(campaign, run, units[cast.stations[run.station].unit.name])
    return campaign


def publish_samples(campaign: Campaign, *, effective_from: date) -> None:
    """Give `campaign` the sample pledges, in force from the local day `effective_from`."""
    for text in sample_texts():
        publish_text(
            campaign=campaign,
            kind=text.kind,
            language=text.language,
            title=text.title,
            body=text.body,
            effective_from=effective_from,
            is_sample=True,
        )


def survey(cast: Cast, campaign: Campaign) -> Ground:
    """The ground that `found` prepared, read by its names."""
    units = dict(OrganisationUnit.objects.values_list("name", "pk"))
    people = dict(Officer.objects.values_list("username", "pk"))
    organisations: dict[tuple[int, str], list[int]] = {}
    rows = SignatoryOrganisation.objects.order_by("pk").values_list("place__unit_id", "place__name", "pk")
    for unit, place, number in rows:
        organisations.setdefault((unit, place), []).append(number)
    texts = PledgeText.objects.filter(campaign=campaign).values_list("kind", "language", "version")
    return Ground(
        key=campaign.key,
        texts={f"{kind}.{language}": version for kind, language, version in texts},
        precincts=tuple(
            _precinct(number, station, units, people, organisations) for number, station in enumerate(cast.stations)
        ),
        publicist=people[cast.publicist.username],
    )


def _precinct(
    number: int,
    station: Station,
    units: dict[str, int],
    people: dict[str, int],
    organisations: dict[tuple[int, str], list[int]],
) -> Precinct:
    sites = tuple(
        Site(
            venue.kind,
            units[venue.unit],
            code_text(CodeKind.PLACE, number, index),
            tuple(organisations.get((units[venue.unit], venue.name), ())),
        )
        for index, venue in enumerate(station.venues)
    )
    beats = []
    for warden, grid in zip(station.wardens, station.below[POSTS:], strict=True):
        unit = units[grid.name]
        beats.append(Beat(people[warden.username], unit, tuple(site for site in sites if site.unit == unit)))
    return Precinct(
        number,
        units[station.unit.name],
        people[station.chief.username],
        tuple(people[officer.username] for officer in station.officers),
        tuple(beats),
        sites,
    )


def _make_units(cast: Cast) -> dict[str, OrganisationUnit]:
    tree = OrganisationUnit.objects
    bureau = tree.add_root(instance=_unit(cast.bureau))
    sub_bureau = tree.add_child(bureau, instance=_unit(cast.sub_bureau))
    units: dict[str, OrganisationUnit] = {bureau.name: bureau, sub_bureau.name: sub_bureau}
    for station in cast.stations:
        parent = tree.add_child(sub_bureau, instance=_unit(station.unit))
        units[parent.name] = parent
        for name in station.below:
            units[name.name] = tree.add_child(parent, instance=_unit(name))
    return units


def _unit(name: UnitName) -> OrganisationUnit:
    return OrganisationUnit(kind=name.kind, name=name.name, name_en=name.name_en, landline=name.landline)


def _make_people(cast: Cast, units: dict[str, OrganisationUnit]) -> None:
    """Officers who cannot log in yet: `newcomer` gives passwords to a few."""
    nothing = make_password(None)
    people = list(cast.people)
    officers = Officer.objects.bulk_create(
        Officer(username=person.username, name=person.name, password=nothing) for person in people
    )
    Membership.objects.bulk_create(
        Membership(officer=officer, unit=units[person.unit], role=person.role, starts_on=_PREPARED_ON)
        for officer, person in zip(officers, people, strict=True)
    )


def _make_venues(station: Station, units: dict[str, OrganisationUnit]) -> None:
    for venue in station.venues:
        place = Place.objects.create(unit=units[venue.unit], kind=venue.kind, name=venue.name, name_en=venue.name_en)
        SignatoryOrganisation.objects.bulk_create(
            SignatoryOrganisation(place=place, kind=kind, name=name) for kind, name in venue.organisations
        )


def _make_place_codes(campaign: Campaign, cast: Cast) -> None:
    places = {(place.unit.name, place.name): place for place in Place.objects.select_related("unit")}
    _make_codes(
        _code(
            campaign,
            CodeKind.PLACE,
            place.unit,
            code_text(CodeKind.PLACE, number, index),
            place=place,
            audiences=_AUDIENCES_OF_PLACES.get(venue.kind, ()),
        )
        for number, station in enumerate(cast.stations)
        for index, venue in enumerate(station.venues)
        for place in (places[venue.unit, venue.name],)
    )


def _make_run(campaign: Campaign, run: PrintRun, unit: OrganisationUnit) -> None:
    batch = CodeBatch.objects.create(
        campaign=campaign,
        unit=unit,
        kind=run.kind,
        size=run.size,
        bundle_size=run.bundle_size,
        made_at=_midnight(_PREPARED_ON),
        state=BatchState.READY,
        drawn=run.size,
    )
    _make_codes(
        _code(
            campaign,
            run.kind,
            unit,
            code_text(run.kind, run.station, serial),
            batch=batch,
            serial=serial,
            bundle=(serial - 1) // run.bundle_size + 1 if run.bundle_size else None,
            audiences=_AUDIENCES_OF_RUNS.get(run.kind, ()),
        )
        for serial in range(1, run.size + 1)
    )


def _make_codes(codes: Iterable[Code]) -> None:
    Code.objects.bulk_create(codes, batch_size=_ROWS_A_STATEMENT)


def _code(
    campaign: Campaign,
    kind: CodeKind,
    unit: OrganisationUnit,
    text: str,
    *,
    place: Place | None = None,
    batch: CodeBatch | None = None,
    serial: int | None = None,
    bundle: int | None = None,
    audiences: tuple[Audience, ...] = (),
) -> Code:
    return Code(
        text=text,
        kind=kind,
        campaign=campaign,
        unit=unit,
        place=place,
        batch=batch,
        serial=serial,
        bundle=bundle,
        audiences=list(map(str, audiences)),
        starts_at=_midnight(_PREPARED_ON),
        ends_at=_midnight(LAST_DAY + timedelta(days=1)),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
