"""The officer's app as a browser installs it: its page, its manifest, and the worker that opens it without a network.

None of the three knows who asks. The page is kept on the phone and opened there by whoever holds it, so it bears
nothing of an officer and no token: those come by the session call, and what it shows from the phone's own store.
"""

import hashlib
import json
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# Told by the worker from whatever else may answer in the app's place, such as the page of a captive portal.
_MARK: Final = "X-Officer-Shell"
# As in frontend/src/styles/_tokens.scss: $band and $paper.
_BAND: Final = "#10305a"
_PAPER: Final = "#f3f5f8"

_FILES: Final = ("officer.css", "officer.js")
_DECODERS: Final = ("decoder.js", "zxing_reader.wasm", "decoder-plain.js")
# Name, side in pixels, what it is for.
_ICONS: Final = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable"))


@require_safe
@cache_control(no_cache=True)
def shell(request: HttpRequest) -> HttpResponse:
    """The app's page, the same for everybody."""
    site = {"public_host": settings.PUBLIC_HOST, "scheme": settings.SITE_SCHEME, "login": settings.LOGIN_URL}
    response = render(request, "officer/app.html", site)
    response.headers[_MARK] = _version()
    return response


@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """What the app is called and looks like on the phone's home screen."""
    return JsonResponse(_manifest(), content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: what there is to keep, and the script that keeps it (frontend/src/entries/worker.js)."""
    constants = {
        "version": _version(),
        "page": reverse("officer"),
        "files": _addresses(_FILES),
        "extras": [*_extras(), reverse("officer-manifest")],
        "statics": settings.STATIC_URL,
    }
    script = f"self.shell = {json.dumps(constants)};\nimportScripts({json.dumps(static('worker.js'))});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _manifest() -> dict[str, object]:
    return {
        "name": gettext("Outreach Ledger"),
        "short_name": pgettext("below the icon of the app", "Ledger"),
        "start_url": reverse("officer"),
        "scope": reverse("officer"),
        "display": "standalone",
        "theme_color": _BAND,
        "background_color": _PAPER,
        "icons": [
            {"src": static(f"icons/{name}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for name, side, purpose in _ICONS
        ],
    }


def _extras() -> list[str]:
    return _addresses((*_DECODERS, *(f"icons/{name}.png" for name, _side, _purpose in _ICONS)))


def _addresses(names: tuple[str, ...]) -> list[str]:
    return [static(name) for name in names]


def _version() -> str:
    """Another one whenever a file of the app changes: built files bear a hash in their names."""
    addresses = "\n".join((*_addresses(_FILES), *_extras()))
    return hashlib.sha256(addresses.encode()).hexdigest()[:16]
