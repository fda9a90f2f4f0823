"""Campaigns with their policies, and the versioned texts that people pledge to."""

import zoneinfo
from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.periods import ClosingDays
from outreach.crypto.keys import new_wrapped_key, unwrap
from outreach.organisation.models import OrganisationUnit


class Mark(models.TextChoices):
    """The one mark a campaign asks a resident for; never two of them."""

    ASSENT = "assent", _("agreement alone")
    FINGER = "finger", _("signature with a finger")
    TYPED_NAME = "typed_name", _("typed name")


class PhonePolicy(models.TextChoices):
    NEVER = "never", _("never asked")
    OPTIONAL = "optional", _("optional")
    REQUIRED = "required", _("required")


class TextKind(models.TextChoices):
    RESIDENT = "resident", _("resident")
    MINOR = "minor", _("minor with guardian")
    UNIT = "unit", _("organisation")


class Language(models.TextChoices):
    ZH_HANS = "zh-hans", "中文"
    EN = "en", "English"
    BO = "bo", "བོད་ཡིག"


MINIMUM_AGE: Final = 14
FULL_AGE: Final = 18
LONGEST_RETENTION: Final = 1095
LONGEST_LATE: Final = 90


class Campaign(models.Model):
    """A campaign of one unit's subtree. Its days are local to `timezone`; its key marks what must not be recognisable.

    `late_limit_days`: how long after the act an officer's record is still judged at the time it happened (design.md
    section 4, rule 3). `minimum_age`: from that age on one signs alone; who is younger signs with a guardian or not at
    all (PIPL article 31 sets fourteen, a campaign may ask for more). `retention_days`: how long after its end, or after
    an act where it has none, what is held of persons stays (privacy/retention.py).

    Once there are lines, a trigger keeps what they were counted by and what was promised: the unit, the time zone, a
    first and a last day around theirs, and no longer retention.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="campaigns")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)
    mark = models.CharField(max_length=20, choices=Mark.choices, default=Mark.FINGER)
    phone_policy = models.CharField(max_length=20, choices=PhonePolicy.choices, default=PhonePolicy.NEVER)
    minimum_age = models.PositiveSmallIntegerField(default=MINIMUM_AGE)
    retention_days = models.PositiveSmallIntegerField(default=180)
    late_limit_days = models.PositiveSmallIntegerField(default=30)
    week_closes_on = models.PositiveSmallIntegerField(default=7, help_text="ISO weekday: 7 is Sunday")
    month_closes_on = models.PositiveSmallIntegerField(default=31, help_text="day of the month; 31 is its last day")
    wrapped_key = models.BinaryField(default=new_wrapped_key, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_age__range=(MINIMUM_AGE, FULL_AGE)), name="campaign_minimum_age"
            ),
            models.CheckConstraint(
                condition=models.Q(retention_days__range=(1, LONGEST_RETENTION)), name="campaign_retention"
            ),
            models.CheckConstraint(condition=models.Q(late_limit_days__range=(1, LONGEST_LATE)), name="campaign_late"),
            models.CheckConstraint(condition=models.Q(week_closes_on__range=(1, 7)), name="campaign_week_day"),
            models.CheckConstraint(condition=models.Q(month_closes_on__range=(1, 31)), name="campaign_month_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> bytes:
        return unwrap(bytes(self.wrapped_key))

    @property
    def closing_days(self) -> ClosingDays:
        return ClosingDays(week=self.week_closes_on, month=self.month_closes_on)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)


class PledgeText(models.Model):
    """One version of a pledge's words in one language. A trigger refuses changes: a changed text is a new version.

    `version` is the SHA-256 of kind, language, title and body in hexadecimal; a signature names the version it was
    put under.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="pledge_texts")
    kind = models.CharField(max_length=20, choices=TextKind.choices)
    language = models.CharField(max_length=10, choices=Language.choices)
    version = models.CharField(max_length=64, db_collation="C")
    title = models.CharField(max_length=120)
    body = models.TextField()
    effective_from = models.DateField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["campaign", "kind", "language", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="pledge_text_version_once"),
            models.UniqueConstraint(
                fields=["campaign", "kind", "language", "effective_from"], name="pledge_text_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version[:8]}"
