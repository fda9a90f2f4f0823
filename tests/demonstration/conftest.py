"""The demonstration at a fiftieth of its size, on paper and in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from outreach.campaigns.models import Campaign, Language, TextKind
from outreach.codes.models import CodeKind
from outreach.demonstration.acts.whole import all_batches
from outreach.demonstration.cast import POSTS, Cast, make_cast
from outreach.demonstration.founding import found, survey
from outreach.demonstration.ground import Beat, Ground, Precinct, Site, code_text
from outreach.demonstration.loading import conclude, send
from outreach.demonstration.plan import BRIEFING, Plan, make_plan

SCALE = 50


@pytest.fixture(scope="session")
def small_plan() -> Plan:
    return make_plan(BRIEFING.scaled(SCALE))


def ground_on_paper(plan: Plan) -> Ground:
    """The ground of a database that there is none of: every id is made up."""
    ids = count(1)
    precincts = []
    for number, station in enumerate(make_cast(plan).stations):
        units = {name.name: next(ids) for name in (station.unit, *station.below)}
        sites = tuple(
            Site(
                venue.kind,
                units[venue.unit],
                code_text(CodeKind.PLACE, number, index),
                tuple(next(ids) for _ in venue.organisations),
            )
            for index, venue in enumerate(station.venues)
        )
        grids = [units[grid.name] for grid in station.below[POSTS:]]
        precincts.append(
            Precinct(
                number=number,
                unit=units[station.unit.name],
                chief=next(ids),
                officers=tuple(next(ids) for _ in station.officers),
                beats=tuple(
                    Beat(next(ids), grid, tuple(site for site in sites if site.unit == grid)) for grid in grids
                ),
                sites=sites,
            )
        )
    texts = {f"{kind}.{language}": f"{kind}.{language}" for kind in TextKind for language in Language}
    return Ground(key=bytes(32), texts=texts, precincts=tuple(precincts), publicist=next(ids))


@contextmanager
def taken_away_after(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written to the database meanwhile is seen by the tests of a module and by nobody after them."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker, small_plan: Plan) -> Iterator[Cast]:
    """The invented city in the database, before anything happened there."""
    with taken_away_after(django_db_blocker):
        cast = make_cast(small_plan)
        found(cast, small_plan)
        yield cast


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker, small_plan: Plan) -> Iterator[Campaign]:
    """The small demonstration, loaded to its end."""
    with taken_away_after(django_db_blocker):
        cast = make_cast(small_plan)
        campaign = found(cast, small_plan)
        for _sent in send(all_batches(small_plan, survey(cast, campaign))):
            pass
        conclude(campaign, small_plan.figures)
        yield campaign
