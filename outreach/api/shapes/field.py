"""What a phone keeps for work without a network, and an officer's own record."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.shapes.common import NamedUnitSerializer, PageSerializer, Shape, SymbolSerializer
from outreach.api.shapes.sessions import OfficerSerializer
from outreach.campaigns.indicators import ActivityKind
from outreach.campaigns.models import Language, Mark, PhonePolicy, TextKind
from outreach.ledger.models import Kind, Outcome
from outreach.organisation.models import OrganisationKind, PlaceKind

_SESSION_KINDS = [(kind.value, kind.en) for kind in ActivityKind]


class SiteSerializer(Shape):
    """Where drawn codes lead."""

    scheme = serializers.CharField()
    public_host = serializers.CharField()


class SealKeySerializer(Shape):
    """What to seal personal fields with before they wait in a queue."""

    id = serializers.CharField()
    public = serializers.CharField(help_text=_("The uncompressed point of P-256, in base64."))


class TextSerializer(Shape):
    """Words people pledge to."""

    kind = serializers.ChoiceField(choices=TextKind.choices)
    language = serializers.ChoiceField(choices=Language.choices)
    version = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    is_sample = serializers.BooleanField(help_text=_("Nobody approved these words yet."))


class FieldCampaignSerializer(Shape):
    """A campaign open today."""

    slug = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    is_demonstration = serializers.BooleanField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    mark = serializers.ChoiceField(choices=Mark.choices)
    phone_policy = serializers.ChoiceField(choices=PhonePolicy.choices)
    minimum_age = serializers.IntegerField(help_text=_("From this age on one signs alone."))
    late_limit_days = serializers.IntegerField()
    texts = TextSerializer(many=True)


class LastTalkSerializer(Shape):
    """The last session at a place, by whomever."""

    activity_kind = serializers.ChoiceField(choices=_SESSION_KINDS)
    topic = serializers.CharField(allow_blank=True)
    audiences = serializers.ListField(child=serializers.CharField())
    attendance = serializers.IntegerField(allow_null=True)
    leaflets = serializers.IntegerField()


class PlaceNameSerializer(Shape):
    """A place by its names."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)


class FieldPlaceSerializer(PlaceNameSerializer):
    """A place, the hashes of its codes, and what was held there last."""

    kind = serializers.ChoiceField(choices=PlaceKind.choices)
    unit = serializers.IntegerField()
    hashes = serializers.ListField(child=serializers.CharField())
    campaigns = serializers.ListField(
        child=serializers.CharField(), help_text=_("The campaign of the code of each hash, in the same order.")
    )
    last = LastTalkSerializer(allow_null=True)


class FieldOrganisationSerializer(Shape):
    """An organisation that signs letters."""

    id = serializers.IntegerField()
    place = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=OrganisationKind.choices)


class DrawnCodeSerializer(SymbolSerializer):
    """A code with its number of the day and its symbol, to be shown without a network."""

    campaign = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    number = serializers.CharField(allow_blank=True)
    number_day = serializers.DateField(allow_null=True)


class PoolCodeSerializer(DrawnCodeSerializer):
    """A code that is this officer's to use at a talk."""

    unit = serializers.IntegerField()


class UnderWaySerializer(DrawnCodeSerializer):
    """A session that was opened and is not completed."""

    talk = serializers.UUIDField()
    activity_kind = serializers.ChoiceField(choices=_SESSION_KINDS)
    topic = serializers.CharField(allow_blank=True)
    audiences = serializers.ListField(child=serializers.CharField())
    opened_at = serializers.DateTimeField()


class FieldActivitySerializer(UnderWaySerializer):
    """A session under way in the officer's units."""

    place = serializers.IntegerField()
    mine = serializers.BooleanField()
    officer_name = serializers.CharField()


class FieldHashesSerializer(Shape):
    """Hashes of live codes by kind: sorted, joined, in base64."""

    form = serializers.CharField(allow_blank=True)
    leaflet = serializers.CharField(allow_blank=True)
    activity = serializers.CharField(allow_blank=True)


class WordSerializer(Shape):
    """A stored value and its names."""

    key = serializers.CharField()
    zh = serializers.CharField()
    en = serializers.CharField()


class MeasuredWordSerializer(WordSerializer):
    """An indicator and the words its figures are followed by."""

    measure_zh = serializers.CharField()
    measure_en = serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)


class VocabularySerializer(Shape):
    """The words of the choices, in both languages."""

    activity_kind = WordSerializer(many=True)
    audience = WordSerializer(many=True)
    material_kind = WordSerializer(many=True)
    organisation_kind = WordSerializer(many=True)
    place_kind = WordSerializer(many=True)
    age_band = WordSerializer(many=True)
    indicator = MeasuredWordSerializer(many=True)


class FieldListSerializer(Shape):
    """Everything a phone needs without a network. No resident's code and no resident's data."""

    as_of = serializers.DateTimeField()
    officer = OfficerSerializer()
    site = SiteSerializer()
    salt = serializers.CharField(help_text=_("16 bytes in base64; the same all day long."))
    hash_bytes = serializers.IntegerField(
        help_text=_("A code's hash is the first bytes of SHA-256 over salt and characters.")
    )
    seal_key = SealKeySerializer()
    units = NamedUnitSerializer(many=True)
    campaigns = FieldCampaignSerializer(many=True)
    places = FieldPlaceSerializer(many=True)
    organisations = FieldOrganisationSerializer(many=True)
    activities = FieldActivitySerializer(many=True)
    pool = PoolCodeSerializer(many=True)
    codes = FieldHashesSerializer()
    truncated = serializers.BooleanField(help_text=_("There is more than a phone should hold; the nearest is here."))
    vocabulary = VocabularySerializer()


class SameSessionSerializer(Shape):
    """The session that another one seems to be a second record of, as its officer recorded it."""

    opened_at = serializers.DateTimeField()
    officer_name = serializers.CharField(allow_blank=True)
    topic = serializers.CharField(allow_blank=True)


class SentSerializer(Shape):
    """One thing the officer sent, and what became of it."""

    submission_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    code = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True)
    occurred_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    place = PlaceNameSerializer(allow_null=True)
    serial = serializers.IntegerField(allow_null=True)
    copies = serializers.IntegerField(allow_null=True)
    activity_kind = serializers.ChoiceField(choices=_SESSION_KINDS, allow_null=True)
    indicators = serializers.DictField(child=serializers.IntegerField())
    flags = serializers.ListField(child=serializers.CharField())
    voided = serializers.BooleanField()
    may_void = serializers.BooleanField()
    act = serializers.UUIDField(allow_null=True)
    corrects = serializers.UUIDField(allow_null=True)
    same_as = SameSessionSerializer(allow_null=True)


class RecordSerializer(PageSerializer):
    results = SentSerializer(many=True)


class OwnTalkSerializer(UnderWaySerializer):
    """An own talk that waits for its completion, and what was signed (papers) and installed on its code so far."""

    place = PlaceNameSerializer()
    signed = serializers.IntegerField()
    installed = serializers.IntegerField()


class OwnTalksSerializer(PageSerializer):
    as_of = serializers.DateTimeField()
    results = OwnTalkSerializer(many=True)
