"""The whole campaign in time order."""

from collections.abc import Iterator

from outreach.demonstration.acts.mishaps import mishaps
from outreach.demonstration.acts.month import play
from outreach.demonstration.acts.publicity import publish
from outreach.demonstration.acts.scene import Batch, Scene, Stock
from outreach.demonstration.dice import Dice, Ids
from outreach.demonstration.ground import Ground, Site, print_runs
from outreach.demonstration.plan import Plan


def all_batches(plan: Plan, ground: Ground) -> list[Batch]:
    """Every batch of the demonstration, as the server heard of them; the same list for the same ground."""
    batches = publish(plan, ground)
    for scene, unsigned in played_months(plan, ground):
        batches += scene.batches
        batches += mishaps(scene, unsigned)
    # The sort is stable: of two batches at one moment, the one that answers the other was made after it.
    return sorted(batches, key=lambda batch: batch.now)


def played_months(plan: Plan, ground: Ground) -> Iterator[tuple[Scene, dict[Site, list[int]]]]:
    """Each station's months with all that went right, and the organisations that have not signed by then."""
    runs = print_runs(plan)
    for precinct in ground.precincts:
        stock = Stock(precinct.number, runs)
        unsigned = {site: list(site.organisations) for site in precinct.sites}
        for cell in plan.of_station(precinct.number):
            name = ("scene", precinct.number, cell.month)
            scene = Scene(ground, precinct, cell, stock, Dice(*name), Ids(*name))
            play(scene, unsigned)
            yield scene, unsigned
