"""Prints the outreach section of a unit for the days asked for, as it stands at this moment (a draft: 初步)."""

import json
from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.figures import figures_of
from outreach.reporting.section import Section, section_of
from outreach.reporting.spans import chosen
from outreach.reporting.writing import LANGUAGES, markdown, plain, write

_FORMATS: Final = ("text", "json", "md")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _month(text: str) -> date:
    return datetime.strptime(text, "%Y-%m").date()


class Command(BaseCommand):
    help = "Print the outreach section of a report. By default: the demonstration campaign, all of it, its own unit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--campaign", metavar="SLUG")
        parser.add_argument("--unit", metavar="ID-OR-NAME", help="with the units below it")
        parser.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD", help="first local day")
        parser.add_argument("--to", dest="last", type=_day, metavar="YYYY-MM-DD", help="last local day")
        parser.add_argument(
            "--month", type=_month, metavar="YYYY-MM", help="the campaign's month that closes in this one"
        )
        parser.add_argument("--language", choices=[*LANGUAGES], default="zh")
        parser.add_argument("--format", choices=_FORMATS, default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = _campaign(options["campaign"])
        unit = _unit(options["unit"]) if options["unit"] else campaign.unit
        now = timezone.now()
        try:
            period = _period(campaign, options["first"], options["last"], options["month"], now)
            section = section_of(figures_of(campaign=campaign, unit=unit, period=period, as_of=now))
        except Refusal as refusal:
            raise CommandError(_in_words(refusal)) from refusal
        self.stdout.write(_printed(section, options["format"], options["language"]), ending="")


def _campaign(slug: str | None) -> Campaign:
    campaigns = Campaign.objects.select_related("unit")
    if slug is None:
        campaign = campaigns.filter(is_demonstration=True).order_by("starts_on").first()
        if campaign is None:
            raise CommandError("There is no demonstration campaign here: name one with --campaign.")
        return campaign
    try:
        return campaigns.get(slug=slug)
    except Campaign.DoesNotExist:
        known = ", ".join(campaigns.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no campaign {slug!r}. Known campaigns: {known}.") from None


def _unit(name: str) -> OrganisationUnit:
    called = Q(pk=int(name)) if name.isdecimal() else Q(name=name)
    units: list[OrganisationUnit] = list(OrganisationUnit.objects.filter(called))
    if len(units) > 1:
        raise CommandError(f"Several units are called {name!r}: {', '.join(str(unit.pk) for unit in units)}.")
    if not units:
        raise CommandError(f"There is no unit {name!r}: give its id or its full Chinese name.")
    return units[0]


def _period(campaign: Campaign, first: date | None, last: date | None, month: date | None, now: datetime) -> Period:
    if month is not None:
        if first or last:
            raise CommandError("Give either --month or --from and --to.")
        return chosen(campaign, kind=PeriodKind.MONTH, first=month, now=now)
    if first is None:
        return chosen(campaign, kind=PeriodKind.CAMPAIGN, last=last, now=now)
    to_date = chosen(campaign, kind=PeriodKind.CAMPAIGN, now=now)
    return chosen(campaign, kind=PeriodKind.CUSTOM, first=first, last=last or to_date.last, now=now)


def _printed(section: Section, form: str, language: str) -> str:
    if form == "json":
        return json.dumps(section, ensure_ascii=False, indent=2) + "\n"
    document = write(section, language=language)
    return markdown(document) if form == "md" else plain(document)


def _in_words(refusal: Refusal) -> str:
    return " ".join([text for texts in refusal.errors.values() for text in texts] or [str(refusal.detail)])
