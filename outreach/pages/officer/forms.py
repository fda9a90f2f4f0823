"""What officers fill in: types and bounds. A form's `operation` is what `capture.record` then judges."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.indicators import ActivityKind, Audience
from outreach.capture.models import AttendanceMethod, CopiesMethod, MaterialKind, MaterialUse
from outreach.capture.operations import Handed
from outreach.pages.fields import LineField
from outreach.pages.forms import StaffForm
from outreach.pages.words import label_of

# The largest stadiums hold this many; more is a typing error.
MOST_PRESENT: Final = 100_000
MOST_COPIES: Final = 1_000_000
_ATTENDANCE_METHODS: Final = (
    (AttendanceMethod.COUNTED.value, _("counted one by one")),
    (AttendanceMethod.ESTIMATED.value, _("estimated")),
)
_DERIVED: Final = frozenset({Audience.MIXED, Audience.UNSPECIFIED})


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, label_of(kind)) for kind in ActivityKind]


def _audiences() -> list[tuple[str, str]]:
    return [(audience.value, label_of(audience)) for audience in Audience if audience not in _DERIVED]


class ActForm(StaffForm):
    """One thing to be recorded, under the id that the page was given: a second tap counts nothing more."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def id(self) -> UUID:
        number: UUID = self.cleaned_data["submission_id"]
        return number

    def renew(self) -> None:
        """Show the form again under another id: what was refused is final, or is to be sent with other content."""
        assert isinstance(self.data, QueryDict)
        self.data = self.data.copy()
        self.data["submission_id"] = str(uuid4())


class TalkForm(ActForm):
    """A talk that begins now."""

    place = forms.ChoiceField(label=_("Place"))
    activity_kind = forms.ChoiceField(label=_("Kind"), choices=_kinds)
    topic = LineField(label=_("Topic"), required=False, max_length=200)
    audiences = forms.MultipleChoiceField(
        label=_("Audiences"), choices=_audiences, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *places]

    def talk(self) -> dict[str, Any]:
        """The fields of the operation that both ways of logging a talk share."""
        said = self.cleaned_data
        return {
            "code": said["place"],
            "activity_kind": said["activity_kind"],
            "topic": said["topic"],
            "audiences": tuple(said["audiences"]),
        }


class OutcomeForm(StaffForm):
    """How a talk went."""

    attendance = forms.IntegerField(
        label=_("Head count"),
        min_value=0,
        max_value=MOST_PRESENT,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    attendance_method = forms.ChoiceField(
        label=_("How it was counted"), choices=_ATTENDANCE_METHODS, widget=forms.RadioSelect
    )
    leaflets = forms.IntegerField(
        label=_("Leaflets handed out"),
        required=False,
        min_value=0,
        max_value=MOST_COPIES,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    leaflets_method = forms.ChoiceField(
        label=_("Number of leaflets is"),
        choices=CopiesMethod.choices,
        widget=forms.RadioSelect,
        initial=CopiesMethod.EXACT,
        required=False,
    )
    note = LineField(label=_("Note"), required=False, max_length=500)

    def outcome(self) -> dict[str, Any]:
        said = self.cleaned_data
        method = said["leaflets_method"] or CopiesMethod.EXACT.value
        handed = Handed(MaterialKind.LEAFLET.value, said["leaflets"] or 0, method)
        return {
            "attendance": said["attendance"],
            "attendance_method": said["attendance_method"],
            "materials": (handed,) if handed.copies else (),
            "note": said["note"],
        }


class CompleteForm(ActForm, OutcomeForm):
    """The end of a talk that was opened."""


class PastTalkForm(TalkForm, OutcomeForm):
    """A talk entered afterwards, whole (补录)."""

    field_order = ("submission_id", "place", "activity_kind", "topic", "audiences", "began_at", "ended_at")

    began_at = forms.DateTimeField(
        label=_("Began"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ended_at = forms.DateTimeField(
        label=_("Ended"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        began_at, ended_at = said.get("began_at"), said.get("ended_at")
        if isinstance(began_at, datetime) and began_at > timezone.now():
            self.add_error("began_at", _("This is still to come."))
        if isinstance(began_at, datetime) and isinstance(ended_at, datetime) and ended_at < began_at:
            self.add_error("ended_at", _("The end is before the beginning."))
        return said


class EnterForm(ActForm):
    """A code as typed: of a form, a leaflet, a place, an activity, or the witness code on a resident's phone."""

    entry = LineField(
        label=_("Code"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class HelpForm(ActForm):
    """帮装 +1: the app was installed with an officer's help just now, at this code where there is one."""

    code = LineField(required=False, max_length=200, widget=forms.HiddenInput)


class PaperForm(ActForm):
    """A signed paper in hand. Numbered forms come one by one; others may come as a bundle."""

    code = LineField(required=False, max_length=200, widget=forms.HiddenInput)
    copies = forms.IntegerField(
        label=_("Number of papers"),
        min_value=1,
        max_value=20_000,
        initial=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    archive_box = LineField(label=_("Archive box"), required=False, max_length=80)


class NumberedPaperForm(ActForm):
    """The signed paper that bears this serial."""

    code = LineField(max_length=200, widget=forms.HiddenInput)


class LetterForm(ActForm):
    """A pledge by an organisation at the place whose code was entered."""

    code = LineField(max_length=200, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    sealed = forms.TypedChoiceField(
        label=_("The letter"),
        coerce=lambda value: value == "yes",
        choices=(("yes", _("bears the seal")), ("no", _("is still to be sealed"))),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = organisations


class MaterialForm(ActForm):
    """Copies handed out or posted."""

    code = LineField(required=False, max_length=200, widget=forms.HiddenInput)
    material_kind = forms.ChoiceField(label=_("Material"), choices=MaterialKind.choices)
    copies = forms.IntegerField(
        label=_("Copies"), min_value=1, max_value=MOST_COPIES, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    copies_method = forms.ChoiceField(
        label=_("The number is"), choices=CopiesMethod.choices, widget=forms.RadioSelect, initial=CopiesMethod.EXACT
    )
    use = forms.ChoiceField(
        label=_("They were"), choices=MaterialUse.choices, widget=forms.RadioSelect, initial=MaterialUse.HANDED_OUT
    )


class VoidForm(ActForm):
    """Taking an own record back, with the reason that stays beside it."""

    reason = LineField(label=_("Reason"), max_length=200)
