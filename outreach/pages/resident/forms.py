"""What a resident may send: types and bounds. What counts is judged by `capture.record`."""

from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign, Mark, PhonePolicy
from outreach.capture.models import AgeBand, Alerts, Basis
from outreach.pages.fields import LineField, SignatureField

UNSTATED: Final = "unstated"
NOT_INSTALLED: Final = "none"

AGES: Final = (
    (AgeBand.FROM_18_TO_59.value, _("18 to 59")),
    (AgeBand.FROM_60.value, _("60 or over")),
    (AgeBand.FROM_14_TO_17.value, _("14 to 17")),
    (AgeBand.UNDER_14_WITH_GUARDIAN.value, _("Under 14, together with a guardian")),
    (UNSTATED, _("14 or over, I would rather not say")),
)
BASES: Final = (
    (Basis.HELPED_NOW.value, _("Yes, someone here just helped me install it")),
    (Basis.INSTALLED_SELF.value, _("Yes, I installed it myself just now")),
    (Basis.ALREADY_HAD.value, _("Yes, I had it already")),
    (NOT_INSTALLED, _("No, or I would rather not say")),
)
ALERTS: Final = (
    (Alerts.YES.value, _("Yes, they are on")),
    (Alerts.NO.value, _("No")),
    (Alerts.UNKNOWN.value, _("I do not know")),
)


class AgeForm(forms.Form):
    """Who signs. Only the age group is asked, because under fourteen a guardian signs too (PIPL article 31)."""

    age = forms.ChoiceField(choices=AGES)

    @property
    def band(self) -> str:
        age: str = self.cleaned_data["age"]
        return "" if age == UNSTATED else age


class PledgeForm(AgeForm):
    """The one mark that the campaign asks for, on the version of the text that was shown."""

    text_version = LineField(max_length=64)
    signature = SignatureField(required=False)
    name = LineField(required=False, max_length=80)
    phone = LineField(
        required=False,
        max_length=24,
        validators=[RegexValidator(r"^\+?[0-9][0-9 -]{4,}$", _("Write the number in digits."))],
    )

    def __init__(self, data: Any, *, campaign: Campaign) -> None:
        super().__init__(data)
        self.campaign = campaign
        self.fields["phone"].required = campaign.phone_policy == PhonePolicy.REQUIRED

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        unmarked = not said.get("signature") and not said.get("name")
        if self.campaign.mark == Mark.ASSENT:
            said.update(signature=None, name="")
        elif unmarked and not self.errors:
            is_drawn = self.campaign.mark == Mark.FINGER
            self.add_error(None if is_drawn else "name", _("Sign first, please.") if is_drawn else _("Write the name."))
        elif said.get("signature"):
            said["name"] = ""
        if self.campaign.phone_policy == PhonePolicy.NEVER:
            said["phone"] = ""
        return said


class BasisForm(forms.Form):
    """How the app came to be on the phone."""

    basis = forms.ChoiceField(choices=BASES)


class InstallForm(forms.Form):
    """A confirmation: only someone who has the app is asked whether its warnings are on."""

    basis = forms.ChoiceField(choices=Basis.choices)
    alerts_enabled = forms.ChoiceField(choices=ALERTS)


class RefusalForm(forms.Form):
    """A refusal carries the random id that the page was given, so that a second tap says no once."""

    submission_id = forms.UUIDField()
