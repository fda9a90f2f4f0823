"""What a resident may send: types and bounds. What counts is judged by `capture.record`."""

from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import MINIMUM_AGE, Campaign, Mark, PhonePolicy
from outreach.capture.models import AgeBand, Alerts, Basis
from outreach.pages.fields import LineField, SignatureField

CANNOT: Final = "cannot"
NOT_NOW: Final = "not_now"

BASES: Final = (
    (Basis.HELPED_NOW.value, _("An officer installed it with me")),
    (Basis.INSTALLED_SELF.value, _("I installed it myself")),
    (Basis.ALREADY_HAD.value, _("I had it already")),
    (CANNOT, _("This phone cannot install it")),
    (NOT_NOW, _("Not now")),
)
ALERTS: Final = (
    (Alerts.YES.value, _("Yes, they are on")),
    (Alerts.NO.value, _("No")),
    (Alerts.UNKNOWN.value, _("I do not know")),
)


class PledgeForm(forms.Form):
    """The one mark that the campaign asks for, on the version of the text that was shown.

    No age is asked: the button says that the signer is old enough to sign alone, and `guardian` is set where a guardian
    signs with a child (PIPL article 31).
    """

    guardian = forms.BooleanField(required=False)
    text_version = LineField(max_length=64)
    signature = SignatureField(required=False)
    name = LineField(required=False, max_length=80)
    phone = LineField(
        required=False,
        max_length=24,
        validators=[RegexValidator(r"^\+?[0-9][0-9 -]{4,}$", _("Write the number in digits."))],
    )

    def __init__(self, data: Any, *, campaign: Campaign, is_typed: bool = False) -> None:
        super().__init__(data)
        self.is_typed = is_typed
        self.campaign = campaign
        self.fields["phone"].required = campaign.phone_policy == PhonePolicy.REQUIRED

    @property
    def age_band(self) -> str:
        """What is kept of the age: at a minimum of fourteen, that a child under it signed with a guardian."""
        is_child = self.cleaned_data["guardian"] and self.campaign.minimum_age == MINIMUM_AGE
        return AgeBand.UNDER_14_WITH_GUARDIAN.value if is_child else ""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        unmarked = not said.get("signature") and not said.get("name")
        if self.campaign.mark == Mark.ASSENT:
            said.update(signature=None, name="")
        elif unmarked and not self.errors:
            is_drawn = self.campaign.mark == Mark.FINGER and not self.is_typed
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
    """A confirmation: only someone who has the app is asked whether its warnings are on.

    `signed`: this person's pledge is kept, and the confirmation goes under the same receipt.
    """

    signed = forms.BooleanField(required=False)
    basis = forms.ChoiceField(choices=Basis.choices)
    alerts_enabled = forms.ChoiceField(choices=ALERTS)


class RefusalForm(forms.Form):
    """A refusal carries the random id that the page was given, so that a second tap says no once."""

    submission_id = forms.UUIDField()
