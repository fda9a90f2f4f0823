"""盖章件: the scan of a unit letter's sealed copy, sent in and looked at by who manages the unit."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.capture.models import Pledge, SealedCopy, Signer
from outreach.capture.seals import LARGEST_SCAN, add_sealed_copy, open_sealed_copy
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import answering_for
from outreach.pages.dashboard.codes.common import managers_page, take_refusal
from outreach.pages.dashboard.oversight import show
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_TYPES = {"jpeg": "image/jpeg", "pdf": "application/pdf"}


class SealForm(StaffForm):
    """The file: a picture taken by a phone or a scan."""

    file = forms.FileField(
        label=gettext_lazy("Picture or PDF, up to 5 MB"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_SCAN:
            raise forms.ValidationError(_("The file is larger than 5 MB. Take a smaller picture."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def seal(request: HttpRequest, scope: Scope, act_id: UUID) -> HttpResponse:
    letter = _letter(act_id, scope)
    form = SealForm(request.POST, request.FILES) if request.method == "POST" else SealForm()
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            add_sealed_copy(by=scope, act_id=act_id, content=form.cleaned_data["file"].read())
        except Refusal as refusal:
            take_refusal(form, refusal)
            status = refusal.problem.status
        else:
            messages.success(request, _("The sealed copy is kept. The letter awaits its seal no more."))
            return redirect("letter-seal", act_id)
    context = {
        "tab": "doubts",
        "letter": letter,
        "unit_name": name_of(letter.act.unit),
        "form": form,
        "copy": SealedCopy.objects.filter(act=act_id).defer("content").first(),
        "opens": scope.personal_data,
        "is_voided": letter.act.voided_by is not None,
        "is_erased": letter.erased_at is not None,
    }
    response = show(request, scope, "dashboard/letter_seal.html", context)
    response.status_code = status
    return response


@require_safe
@managers_page
def seal_file(request: HttpRequest, scope: Scope, act_id: UUID) -> HttpResponse:
    """To be saved, never shown within a page: what a PDF does is its own."""
    scan = open_sealed_copy(by=scope, act_id=act_id)
    response = HttpResponse(scan.content, content_type=_TYPES[scan.media])
    response["Content-Disposition"] = f'attachment; filename="sealed-{act_id}.{scan.media}"'
    return response


def _letter(act_id: UUID, scope: Scope) -> Pledge:
    letters = Pledge.objects.filter(act=act_id, signer=Signer.ORGANISATION)
    letter = letters.select_related("act__unit", "organisation").first()
    units = answering_for(letter.act.unit, timezone.localdate()) if letter else frozenset()
    if letter is None or units.isdisjoint(scope.oversees):
        raise Refusal("not_found")
    scope.require_any_managed(units)
    return letter
