"""What the sub-bureau pushes on its accounts."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import product
from typing import Final

from outreach.capture.models import PublicationKind
from outreach.capture.operations import Publication
from outreach.capture.results import Principal
from outreach.demonstration import names
from outreach.demonstration.acts import days
from outreach.demonstration.acts.scene import CUT_OFF, Batch
from outreach.demonstration.dice import Dice, Ids
from outreach.demonstration.ground import SLUG, Ground
from outreach.demonstration.plan import MONTHS, ZONE, Plan

_TITLES: Final = ((PublicationKind.PREVENTION, names.ARTICLES), (PublicationKind.CRACKDOWN, names.CRACKDOWNS))
_NOT_LISTED: Final = "望舒反诈播报"


def publish(plan: Plan, ground: Ground) -> list[Batch]:
    """Each item is entered when it is out; a few twice, a few first on an account that is not listed."""
    dice, ids = Dice("publicity"), Ids("publicity")
    publicist = Principal.officer(ground.publicist)
    stories = iter(dice.shuffled(_stories()))
    batches = []
    for month, items in zip(MONTHS, plan.publications, strict=True):
        for _ in range(items):
            kind, title = next(stories)
            day = days.office_day(dice, month.days)
            pushed_at = datetime.combine(day, time(dice.between(10, 20), dice.between(0, 59)), ZONE)
            item = Publication(
                submission_id=ids.new(),
                occurred_at=pushed_at,
                campaign=SLUG,
                account=dice.weighted(tuple(zip(names.ACCOUNTS, (0.8, 0.2), strict=True))),
                title=title,
                published_on=day,
                publication_kind=kind.value,
            )
            entered_at = pushed_at + timedelta(minutes=dice.between(3, 90))
            if dice.chance(0.05):
                wrong = replace(item, submission_id=ids.new(), account=_NOT_LISTED)
                batches.append(Batch(entered_at, publicist, (wrong,)))
                item = replace(item, corrects=wrong.submission_id)
                entered_at += timedelta(minutes=2)
            batches.append(Batch(entered_at, publicist, (item,)))
            if dice.chance(0.06):
                twice = replace(item, submission_id=ids.new(), corrects=None)
                batches.append(Batch(min(entered_at + timedelta(days=1), CUT_OFF), publicist, (twice,)))
    return batches


def _stories() -> list[tuple[PublicationKind, str]]:
    return [
        (kind, title.format(fraud=fraud))
        for kind, titles in (
            (PublicationKind.PREVENTION, names.ARTICLES),
            (PublicationKind.CRACKDOWN, names.CRACKDOWNS),
        )
        for title, fraud in product(titles, names.FRAUDS)
    ]
