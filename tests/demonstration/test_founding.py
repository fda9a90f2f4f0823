"""The invented city in the database."""

import pytest
from django.utils import timezone

from outreach.campaigns.models import Campaign, PledgeText
from outreach.codes.models import Code
from outreach.codes.selectors import CodeState, state_of
from outreach.demonstration.cast import Cast
from outreach.demonstration.founding import found, survey
from outreach.demonstration.plan import FIRST_DAY, LAST_DAY, Plan
from outreach.organisation.models import Membership, Officer, OrganisationUnit, Role, UnitKind


@pytest.fixture
def campaign(city: Cast) -> Campaign:
    return Campaign.objects.get()


def children(unit: OrganisationUnit) -> list[OrganisationUnit]:
    return list(OrganisationUnit.objects.get_children(unit))


def test_the_campaign_is_marked_as_a_demonstration(campaign: Campaign) -> None:
    assert campaign.is_demonstration and "演示" in campaign.name
    assert (campaign.starts_on, campaign.ends_on) == (FIRST_DAY, LAST_DAY)


def test_a_bureau_a_sub_bureau_and_eight_stations_stand_in_one_tree(campaign: Campaign) -> None:
    bureau = OrganisationUnit.objects.get(kind=UnitKind.CITY_BUREAU)
    (sub_bureau,) = children(bureau)
    stations = children(sub_bureau)
    assert [station.kind for station in stations] == [UnitKind.STATION] * 8
    assert all({unit.kind for unit in children(station)} == {UnitKind.POST, UnitKind.GRID} for station in stations)


def test_there_are_officers_of_every_role(campaign: Campaign) -> None:
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)


def test_nobody_has_a_password_yet(campaign: Campaign) -> None:
    assert not any(officer.has_usable_password() for officer in Officer.objects.all())


def test_no_code_of_the_reenactment_is_good_today(campaign: Campaign) -> None:
    assert {state_of(code, timezone.now()) for code in Code.objects.all()} == {CodeState.EXPIRED}


def test_the_pledge_texts_are_marked_as_samples(campaign: Campaign) -> None:
    assert all(text.is_sample for text in PledgeText.objects.all())


def test_founding_again_changes_nothing(campaign: Campaign, city: Cast, small_plan: Plan) -> None:
    before = (OrganisationUnit.objects.count(), Code.objects.count(), Officer.objects.count())
    assert found(city, small_plan) == campaign
    assert (OrganisationUnit.objects.count(), Code.objects.count(), Officer.objects.count()) == before


def test_the_survey_finds_every_place_with_its_code_and_unit(campaign: Campaign, city: Cast) -> None:
    codes = {code.text: code for code in Code.objects.select_related("place")}
    for station, precinct in zip(city.stations, survey(city, campaign).precincts, strict=True):
        assert [codes[site.code].place.name for site in precinct.sites] == [venue.name for venue in station.venues]
        assert all(codes[site.code].unit_id == site.unit for site in precinct.sites)
