"""Campaigns: who starts and changes them, and what a campaign with records keeps, whatever program writes."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign, Mark, PhonePolicy
from outreach.campaigns.setting_up import CampaignTerms, change_campaign, start_campaign
from outreach.errors import Refusal
from outreach.ledger.folding import fold
from outreach.ledger.models import ClosedPeriod
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope, scope_of
from tests.ledger.ledgers import count
from tests.world import World

DAY = timedelta(days=1)


def terms_of(campaign: Campaign, **changes: Any) -> CampaignTerms:
    names = CampaignTerms.__dataclass_fields__
    return replace(CampaignTerms(**{name: getattr(campaign, name) for name in names}), **changes)


@pytest.fixture
def administrator(world: World) -> Scope:
    return scope_of(world.officers["administrator"], today=world.today)


def fields_refused(by: Scope, campaign: Campaign, **changes: Any) -> set[str]:
    with pytest.raises(Refusal) as refused:
        change_campaign(by=by, campaign=campaign, terms=terms_of(campaign, **changes))
    return set(refused.value.errors)


def changed(by: Scope, campaign: Campaign, **changes: Any) -> Campaign:
    change_campaign(by=by, campaign=campaign, terms=terms_of(campaign, **changes))
    return Campaign.objects.get(pk=campaign.pk)


def test_a_campaign_is_started_under_an_address_of_its_own(world: World, administrator: Scope) -> None:
    terms = terms_of(world.campaign, name="春季宣传", name_en="Spring drive", starts_on=date(2026, 3, 1), ends_on=None)
    slugs = [start_campaign(by=administrator, terms=terms).slug for _time in range(2)]
    assert slugs == ["spring-drive-2026", "spring-drive-2026-2"]


def test_starting_leaves_a_trace_without_names(world: World, administrator: Scope) -> None:
    made = start_campaign(by=administrator, terms=terms_of(world.campaign))
    event = AuditEvent.objects.get(action="campaign_started")
    assert (event.actor, event.subject) == (f"officer:{administrator.officer_id}", f"campaign:{made.pk}")
    assert "name" not in event.facts
    assert event.facts["retention_days"] == 180


@pytest.mark.parametrize(
    ("by", "unit", "code"),
    [
        ("officer", "station_a", "permission_denied"),
        ("chief", "station_a", "permission_denied"),
        ("sub_chief", "sub_bureau", "permission_denied"),
        ("auditor", "bureau", "permission_denied"),
        ("outsider", "station_a", "out_of_scope"),
        ("other_administrator", "bureau", "out_of_scope"),
        ("former", "station_a", "out_of_scope"),
    ],
)
def test_who_does_not_administer_the_unit_starts_and_changes_none(world: World, by: str, unit: str, code: str) -> None:
    scope, world.campaign.unit = scope_of(world.officers[by], today=world.today), world.units[unit]
    world.campaign.save()
    for act in (
        lambda: start_campaign(by=scope, terms=terms_of(world.campaign)),
        lambda: change_campaign(by=scope, campaign=world.campaign, terms=terms_of(world.campaign, name="新")),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.problem.code == code


def test_an_administrator_of_a_part_starts_one_there_and_moves_none_out_of_it(world: World) -> None:
    scope = scope_of(world.officers["other_administrator"], today=world.today)
    made = start_campaign(by=scope, terms=terms_of(world.campaign, unit=world.units["other_bureau"]))
    assert made.unit == world.units["other_bureau"]
    with pytest.raises(Refusal) as refused:
        change_campaign(by=scope, campaign=made, terms=terms_of(made, unit=world.units["bureau"]))
    assert refused.value.problem.code == "out_of_scope"


def test_without_records_everything_may_change(world: World, administrator: Scope) -> None:
    campaign = changed(
        administrator,
        world.campaign,
        unit=world.units["sub_bureau"],
        timezone="Asia/Urumqi",
        starts_on=world.today + DAY,
        ends_on=world.today + 2 * DAY,
        mark=Mark.ASSENT,
        phone_policy=PhonePolicy.OPTIONAL,
        retention_days=365,
        week_closes_on=4,
        month_closes_on=25,
    )
    assert (campaign.timezone, campaign.retention_days, campaign.mark) == ("Asia/Urumqi", 365, Mark.ASSENT)
    facts = AuditEvent.objects.get(action="campaign_changed").facts
    assert facts["unit"] == world.units["sub_bureau"].pk
    assert "late_limit_days" not in facts


def test_what_stays_as_it_was_leaves_no_trace(world: World, administrator: Scope) -> None:
    changed(administrator, world.campaign)
    assert not AuditEvent.objects.filter(action="campaign_changed").exists()


@pytest.mark.parametrize("is_folded", [False, True])
class TestWithRecords:
    @pytest.fixture(autouse=True)
    def recorded(self, world: World, is_folded: bool) -> None:
        """One act of today, and one of ten days ago."""
        for ago in (0, 10):
            count(world.campaign, 1, day=world.today - ago * DAY)
        if is_folded:
            fold()

    def test_the_unit_and_the_time_zone_stay(self, world: World, administrator: Scope) -> None:
        assert fields_refused(administrator, world.campaign, unit=world.units["sub_bureau"]) == {"unit"}
        assert fields_refused(administrator, world.campaign, timezone="Asia/Urumqi") == {"timezone"}

    def test_no_record_falls_out_of_its_days(self, world: World, administrator: Scope) -> None:
        earliest = world.today - 10 * DAY
        assert fields_refused(administrator, world.campaign, starts_on=earliest + DAY) == {"starts_on"}
        assert fields_refused(administrator, world.campaign, ends_on=world.today - DAY) == {"ends_on"}
        assert changed(administrator, world.campaign, starts_on=earliest, ends_on=world.today).starts_on == earliest

    def test_nothing_of_people_is_kept_longer_than_they_were_told(self, world: World, administrator: Scope) -> None:
        assert fields_refused(administrator, world.campaign, retention_days=181) == {"retention_days"}
        assert changed(administrator, world.campaign, retention_days=90).retention_days == 90

    def test_what_is_asked_from_now_on_may_change(self, world: World, administrator: Scope) -> None:
        campaign = changed(
            administrator, world.campaign, name="新名称", mark=Mark.ASSENT, minimum_age=16, week_closes_on=4
        )
        assert (campaign.name, campaign.mark, campaign.minimum_age, campaign.week_closes_on) == (
            "新名称",
            Mark.ASSENT,
            16,
            4,
        )

    def test_another_program_is_refused_too(self, world: World) -> None:
        with pytest.raises(IntegrityError, match="campaign_keeps_timezone"), transaction.atomic():
            Campaign.objects.filter(pk=world.campaign.pk).update(timezone="Asia/Urumqi")

    def test_closing_days_stay_once_a_report_was_approved(self, world: World, administrator: Scope) -> None:
        ClosedPeriod.objects.create(
            campaign=world.campaign,
            unit=world.units["station_a"],
            first=world.today - DAY,
            last=world.today,
            snapshot_id="00000000-0000-4000-8000-000000000000",
            closed_at=world.now,
        )
        assert fields_refused(administrator, world.campaign, week_closes_on=4) == {"week_closes_on"}
        assert fields_refused(administrator, world.campaign, month_closes_on=25) == {"month_closes_on"}


@pytest.mark.parametrize(
    ("changes", "field"), [({"timezone": "Asia/Nowhere"}, "timezone"), ({"ends_on": date(2000, 1, 1)}, "ends_on")]
)
def test_what_cannot_be_is_said_of_its_field(
    world: World, administrator: Scope, changes: dict[str, Any], field: str
) -> None:
    assert fields_refused(administrator, world.campaign, **changes) == {field}
    with pytest.raises(Refusal) as refused:
        start_campaign(by=administrator, terms=terms_of(world.campaign, **changes))
    assert set(refused.value.errors) == {field}


class TestAUnitThatEnds:
    """Nothing counts for it after its last day: a campaign of its own would hold nothing that comes."""

    @pytest.fixture
    def ended(self, world: World) -> OrganisationUnit:
        station = world.units["station_b"]
        OrganisationUnit.objects.filter(pk=station.pk).update(ends_on=world.today - DAY)
        return station

    @pytest.mark.parametrize("days", [None, 0])
    def test_no_campaign_is_started_on_it_for_later_days(
        self, world: World, administrator: Scope, ended: OrganisationUnit, days: int | None
    ) -> None:
        last = None if days is None else world.today
        with pytest.raises(Refusal) as refused:
            start_campaign(by=administrator, terms=terms_of(world.campaign, unit=ended, ends_on=last))
        assert set(refused.value.errors) == {"ends_on"}
        before = terms_of(world.campaign, unit=ended, ends_on=world.today - DAY)
        assert start_campaign(by=administrator, terms=before).pk

    @pytest.mark.django_db(transaction=True)
    def test_of_a_campaign_and_an_end_at_once_one_waits_for_the_other(self, world: World) -> None:
        by, station = scope_of(world.officers["administrator"], today=world.today), world.units["station_b"]
        terms = terms_of(world.campaign, unit=station, ends_on=None)
        refused: list[Refusal] = []

        def start() -> None:
            try:
                start_campaign(by=by, terms=terms)
            except Refusal as refusal:
                refused.append(refusal)
            finally:
                connections.close_all()

        with transaction.atomic():
            OrganisationUnit.objects.filter(pk=station.pk).update(ends_on=world.today)
            thread = Thread(target=start)
            thread.start()
            thread.join(timeout=1)
            assert thread.is_alive()
        thread.join(timeout=20)
        assert [set(each.errors) for each in refused] == [{"ends_on"}]

    def test_none_is_given_to_it_nor_prolonged_but_shortened(
        self, world: World, administrator: Scope, ended: OrganisationUnit
    ) -> None:
        assert fields_refused(administrator, world.campaign, unit=ended) == {"ends_on"}
        OrganisationUnit.objects.filter(pk=ended.pk).update(ends_on=None)
        own = start_campaign(
            by=administrator, terms=terms_of(world.campaign, unit=ended, ends_on=world.today + 9 * DAY)
        )
        OrganisationUnit.objects.filter(pk=ended.pk).update(ends_on=world.today - DAY)
        assert fields_refused(administrator, own, unit=ended, ends_on=world.today + 10 * DAY) == {"ends_on"}
        assert fields_refused(administrator, own, unit=ended, ends_on=None) == {"ends_on"}
        assert changed(administrator, own, unit=ended, ends_on=world.today).ends_on == world.today
        assert changed(administrator, own, unit=ended, ends_on=world.today, minimum_age=16).minimum_age == 16
