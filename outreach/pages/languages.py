"""The switch of a page's language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import LANGUAGE_QUERY_PARAMETER, set_language


# A language is no authority that another site could borrow, and pages without a form need no token for it.
@csrf_exempt
def change_language(request: HttpRequest) -> HttpResponse:
    """Keep the language asked for and go back to the page asked from; only back, where it is not offered.

    Django's own view would keep every language that has a catalogue, also one that no native reader has approved yet.
    """
    if request.POST.get(LANGUAGE_QUERY_PARAMETER) not in dict(settings.LANGUAGES):
        unasked = request.POST.copy()
        unasked.pop(LANGUAGE_QUERY_PARAMETER, None)
        request.POST = unasked  # type: ignore[assignment]
    return set_language(request)
