"""What a submission leaves beside its lines: a detail record per act, the claims, and personal data kept apart.

A detail is keyed by its act, holds no personal data, and is never summed: totals come from lines alone.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import CompositePrimaryKey, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.indicators import ActivityKind
from outreach.campaigns.models import Campaign
from outreach.codes.models import Code
from outreach.ledger.models import Act
from outreach.organisation.models import Officer, OrganisationUnit, Place, SignatoryOrganisation


class AttendanceMethod(models.TextChoices):
    COUNTED = "counted", _("counted")
    ESTIMATED = "estimated", _("estimated")


class Signer(models.TextChoices):
    RESIDENT = "resident", _("resident")
    ORGANISATION = "organisation", _("organisation")


class AgeBand(models.TextChoices):
    UNDER_14_WITH_GUARDIAN = "under_14_with_guardian", _("under 14, with a guardian")
    FROM_14_TO_17 = "14_17", _("14 to 17")
    FROM_18_TO_59 = "18_59", _("18 to 59")
    FROM_60 = "60_plus", _("60 and over")


class Basis(models.TextChoices):
    """How the app came to be on the phone. Only `helped_now` prints as help given (帮助安装)."""

    HELPED_NOW = "helped_now", _("an officer helped just now")
    INSTALLED_SELF = "installed_self", _("installed it myself")
    ALREADY_HAD = "already_had", _("had it already")


class Platform(models.TextChoices):
    ANDROID = "android", "Android"
    IOS = "ios", "iOS"
    HARMONYOS = "harmonyos", "HarmonyOS"
    OTHER = "other", _("other")


class Alerts(models.TextChoices):
    YES = "yes", _("on")
    NO = "no", _("off")
    UNKNOWN = "unknown", _("not known")


class MaterialKind(models.TextChoices):
    LEAFLET = "leaflet", _("leaflet")
    POSTER = "poster", _("poster")
    BOOKLET = "booklet", _("booklet")
    STICKER = "sticker", _("sticker")


class CopiesMethod(models.TextChoices):
    EXACT = "exact", _("exact")
    ABOUT = "about", _("about")


class MaterialUse(models.TextChoices):
    HANDED_OUT = "handed_out", _("handed out")
    POSTED = "posted", _("posted")


class PublicationKind(models.TextChoices):
    PREVENTION = "prevention", _("prevention")
    CRACKDOWN = "crackdown", _("crackdown")


class ClaimKind(models.TextChoices):
    """What may count once (design.md section 4, rule 6)."""

    COMPLETION = "completion", _("completion of a talk")
    ACTIVITY_CODE = "activity_code", _("activity code of the pool")
    FORM = "form", _("form serial")
    LEAFLET = "leaflet", _("leaflet code, per act")
    PHONE = "phone", _("phone pseudonym")
    ORGANISATION = "organisation", _("organisation, text and year")
    PUBLICATION = "publication", _("account, title and day")
    BUNDLE = "bundle", _("bundle of leaflets")


class Claim(models.Model):
    """A thing that may count once in its campaign, held by the act that claimed it.

    Only a void or a withdrawal releases it.
    """

    pk = CompositePrimaryKey("campaign", "kind", "key")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=ClaimKind.choices, db_collation="C")
    key = models.CharField(max_length=160, db_collation="C")
    act_id = models.UUIDField(db_index=True)
    submission_id = models.UUIDField()


def _alone(name: str) -> Func:
    """A number as the range that holds it alone: GiST compares ranges without an extension."""
    return Func(F(name), F(name), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


class SessionSpan(models.Model):
    """The time a counted session takes at its place: while it is held there, a second record of it waits (同一场?).

    A claim on a span of time: inserted with the session's lines, released by its void alone.
    """

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="span")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    place = models.ForeignKey(Place, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    during = DateTimeRangeField()
    is_separate = models.BooleanField(default=False, help_text="an officer said that it is another session")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="session_once_at_a_time",
                condition=Q(is_separate=False),
                expressions=[
                    (_alone("campaign_id"), RangeOperators.OVERLAPS),
                    (_alone("place_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Activity(models.Model):
    """A session: opened by a talk, closed by its completion, in either order of arrival.

    Its act carries unit, day and void. `same_as` is the act of the session that this seems to be a second record of
    (同一场?): as long as nobody says that it is another one, it counts nothing.
    """

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="activity")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="activities")
    activity_kind = models.CharField(max_length=30, choices=[(kind.value, kind.en) for kind in ActivityKind])
    code = models.OneToOneField(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="activity")
    topic = models.CharField(max_length=200, blank=True)
    audiences = ArrayField(models.CharField(max_length=30), default=list)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    attendance = models.PositiveIntegerField(null=True, blank=True)
    attendance_method = models.CharField(max_length=20, choices=AttendanceMethod.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)
    same_as = models.UUIDField(null=True, blank=True)
    materials = models.JSONField(default=list, help_text="[kind, copies, method] of what was handed out at it")

    class Meta:
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("opened_at")),
                name="activity_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_kind} {self.opened_at:%Y-%m-%d}"


class Pledge(models.Model):
    """A pledge by a resident or an organisation, on one text version. `copies` above one is a bundle of papers (成批).

    `signature_digest` is the SHA-256 over text version and strokes, which outlives the strokes themselves (domain.md
    section 5).
    """

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="pledge")
    signer = models.CharField(max_length=20, choices=Signer.choices)
    organisation = models.ForeignKey(
        SignatoryOrganisation, on_delete=models.PROTECT, null=True, blank=True, related_name="pledges"
    )
    text_version = models.CharField(max_length=64, db_collation="C")
    mark = models.CharField(max_length=20)
    age_band = models.CharField(max_length=30, choices=AgeBand.choices, blank=True)
    copies = models.PositiveIntegerField(default=1)
    serial_from = models.PositiveIntegerField(null=True, blank=True)
    serial_to = models.PositiveIntegerField(null=True, blank=True)
    missing = ArrayField(models.PositiveIntegerField(), default=list)
    archive_box = models.CharField(max_length=80, blank=True)
    copy_mark = models.CharField(
        max_length=8, blank=True, db_collation="C", help_text="what was written on a photocopied form to tell it apart"
    )
    awaits_seal = models.BooleanField(default=False)
    signature_digest = models.BinaryField(max_length=32, null=True)
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="of a letter: its signatory erased what was held, no scan is taken any more"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signer=Signer.RESIDENT) | Q(organisation__isnull=False),
                name="pledge_organisation_is_named",
            ),
            models.CheckConstraint(condition=Q(copies__gte=1), name="pledge_copies"),
        ]
        indexes = [
            # Letters that still wait are looked for time and again, among very many pledges that never do.
            models.Index(fields=["act"], name="pledge_awaits_seal", condition=Q(awaits_seal=True)),
        ]


class SignerRecord(models.Model):
    """The personal part of a pledge, sealed under the campaign's key; apart, so that its erasure changes no count.

    It goes when its signer erases it, and when the pledge is voided.
    """

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="signer_record")
    sealed = models.BinaryField()
    phone_pseudonym = models.BinaryField(max_length=32, null=True)


class SealedCopy(models.Model):
    """The scan of a unit letter that bears its organisation's seal, encrypted under the campaign's key.

    It is of a person too, the signatory: it goes when that one erases it, when the letter is voided (a trigger), and
    at the end of keeping. The letter stays sealed (`Pledge.awaits_seal`). A better scan takes its place.
    """

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="sealed_copy")
    media = models.CharField(max_length=10, choices=[("jpeg", "JPEG"), ("pdf", "PDF")], db_collation="C")
    content = models.BinaryField()
    added_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(media__in=["jpeg", "pdf"]), name="sealed_copy_media_known"),
        ]


class Install(models.Model):
    """An act of help, or a resident's own confirmation that the app is on the phone."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="install")
    basis = models.CharField(max_length=20, choices=Basis.choices)
    platform = models.CharField(max_length=20, choices=Platform.choices, blank=True)
    alerts_enabled = models.CharField(max_length=10, choices=Alerts.choices)


class MaterialIssue(models.Model):
    """Copies handed out or posted; `returned` ones are not counted."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="material")
    material_kind = models.CharField(max_length=20, choices=MaterialKind.choices)
    copies = models.PositiveIntegerField()
    returned = models.PositiveIntegerField(default=0)
    copies_method = models.CharField(max_length=10, choices=CopiesMethod.choices)
    use = models.CharField(max_length=20, choices=MaterialUse.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(returned__lte=models.F("copies")), name="material_returns_no_more"),
        ]


class PublicationAccount(models.Model):
    """An account of a unit on which items are pushed (管理 list)."""

    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="publication_accounts")
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Publication(models.Model):
    """An item pushed on an account; the same account, title and day is one."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, primary_key=True, related_name="publication")
    account = models.ForeignKey(PublicationAccount, on_delete=models.PROTECT, related_name="publications")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    published_on = models.DateField()
    publication_kind = models.CharField(max_length=20, choices=PublicationKind.choices)


class Witness(models.Model):
    """An officer saw what a resident reported.

    A live witness is unique per act; a void of it makes room for another.
    """

    submission_id = models.UUIDField(primary_key=True)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="witnesses")
    voided_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act"], name="witness_one_live_per_act", condition=Q(voided_by__isnull=True)
            ),
        ]


class Void(models.Model):
    """A void of an act, or of a witness (`target_id` is then the witness's submission), with its reason.

    Withdrawal is one too.
    """

    submission_id = models.UUIDField(primary_key=True)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="voids")
    target_id = models.UUIDField(unique=True)
    reason = models.CharField(max_length=200)
    by_resident = models.BooleanField(default=False)
