"""``manage.py load_demo``: the demonstration campaign, and a trial campaign beside it for newcomers."""

import sys
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from outreach.demonstration.acts.whole import all_batches
from outreach.demonstration.cast import Cast, make_cast
from outreach.demonstration.founding import found, survey
from outreach.demonstration.loading import NotAsPlanned, already_sent, conclude, is_loaded, send
from outreach.demonstration.newcomer import receive_newcomer
from outreach.demonstration.plan import Plan, make_plan
from outreach.reporting.doubts.services import find_doubts


class Command(BaseCommand):
    help = "Load the demonstration campaign; run again, it goes on where it was stopped, or does nothing."
    # They import every page of the site, which takes longer than a run that finds everything loaded.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing. A CommandError says why it cannot, or which figure came out wrong."""
        if settings.IN_PRODUCTION:
            raise CommandError("The demonstration is for trying things out. It is not loaded into production.")
        plan = make_plan()
        cast = make_cast(plan)
        if not is_loaded():
            self._load(plan, cast)
        receive_newcomer(cast)

    def _load(self, plan: Plan, cast: Cast) -> None:
        campaign = found(cast, plan)
        batches = all_batches(plan, survey(cast, campaign))
        start = already_sent(batches)
        operations = [len(batch.operations) for batch in batches]
        with tqdm(
            desc=str(campaign),
            total=sum(operations),
            initial=sum(operations[:start]),
            unit="op",
            # A log file needs a line now and then, a terminal a bar that moves.
            mininterval=0.2 if sys.stderr.isatty() else 10,
        ) as progress:
            for sent in send(batches[start:]):
                progress.update(sent)
        try:
            conclude(campaign, plan.figures)
        except NotAsPlanned as error:
            raise CommandError(
                f"The demonstration did not come out as planned: {error}. Start from an empty database."
            ) from error
        # The schedule looks at the last days only.
        find_doubts(since=datetime.combine(campaign.starts_on, time.min, tzinfo=campaign.zone))
