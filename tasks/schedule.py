"""What beat sends, and when. Times are those of ``CELERY_TIMEZONE``, Asia/Shanghai."""

from typing import Any, Final

_FOLD_SECONDS: Final = 2

SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "fold": {
        "task": "tasks.fold",
        "schedule": _FOLD_SECONDS,
        # The next one does the same work: without workers they must not pile up.
        "options": {"expires": _FOLD_SECONDS},
    },
}
