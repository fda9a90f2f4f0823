"""Where a phone's own app store is found: guessed from what the browser says of itself, and kept nowhere."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_ANY: Final = _("your phone's own app store")

# The first that fits. Makers name themselves in their phones' browsers; HarmonyOS does before Android.
_STORES: Final[tuple[tuple[tuple[str, ...], str | Promise], ...]] = (
    (("iphone", "ipad", "ipod"), "App Store"),
    (("harmonyos", "openharmony", "huawei"), _("AppGallery (华为应用市场)")),
    (("honor",), _("Honor App Market (荣耀应用市场)")),
    (("xiaomi", "redmi", "miui"), _("Mi GetApps (小米应用商店)")),
    (("oppo", "heytap", "realme", "oneplus"), _("OPPO App Market (软件商店)")),
    (("vivo", "iqoo"), _("vivo App Store (应用商店)")),
)


def store_of(user_agent: str) -> str | Promise:
    """The name of the app store on the phone whose browser calls itself `user_agent`."""
    said = user_agent.lower()
    for names, store in _STORES:
        if any(name in said for name in names):
            return store
    return _ANY
