"""``manage.py recount``: prove from the lines that every figure is right."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from outreach.campaigns.models import Campaign
from outreach.capture.recount import claim_differences, text_differences
from outreach.ledger.checks import CHECKS
from outreach.ledger.models import LedgerEntry
from outreach.ledger.recount import Difference, recount
from outreach.reporting.recount import snapshot_differences

NAMED = 50


class Command(BaseCommand):
    help = "Compare the ledger's lines with the tallies, submissions, acts and frozen reports that rest on them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="name each difference, and exit with 1 if there is one"
        )
        parser.add_argument("--campaign", metavar="SLUG", help="one campaign's lines only")

    def handle(self, *_args: Any, check: bool, campaign: str | None, **_options: Any) -> None:
        campaign_id = _id_of(campaign)
        differences = [*recount(campaign_id), *claim_differences(), *text_differences(), *snapshot_differences()]
        found = Counter(difference.check for difference in differences)
        compared = {each.name: each.compares for each in CHECKS} | {
            "claims": "what may count once with the acts that hold it",
            "texts": "the words of pledges with their versions",
            "snapshots": "frozen figures with their hashes",
        }
        lines = LedgerEntry.objects.filter(**({"campaign": campaign_id} if campaign_id else {})).count()
        self.stdout.write(f"{lines:7} lines")
        for name, what in compared.items():
            self.stdout.write(f"{found[name]:7} differences  {name:12} {what}")
        if check and differences:
            raise CommandError(_told(differences), returncode=1)


def _id_of(slug: str | None) -> int | None:
    if slug is None:
        return None
    campaign = Campaign.objects.filter(slug=slug).first()
    if campaign is None:
        raise CommandError(f"There is no campaign {slug!r}.", returncode=2)
    return campaign.pk


def _told(differences: list[Difference]) -> str:
    lines = [f"{each.check}: {each.key}: expected {each.expected}, found {each.found}" for each in differences[:NAMED]]
    if len(differences) > NAMED:
        lines.append(f"... and {len(differences) - NAMED} more")
    return "\n".join([f"{len(differences)} differences:", *lines])
