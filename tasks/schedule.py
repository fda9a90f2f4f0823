"""What beat sends, and when. Times are those of ``CELERY_TIMEZONE``, Asia/Shanghai.

What comes round often expires before it comes again: without workers it must not pile up, and the next one does the
same work.
"""

from typing import Any, Final

from celery.schedules import crontab

FOLD_SECONDS: Final = 2
WAITING_SECONDS: Final = 60
DOUBTS_SECONDS: Final = 300
EXPIRY_SECONDS: Final = 900


def _every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "fold": _every(FOLD_SECONDS, "tasks.fold"),
    # Soon after a period is over on any campaign's clock.
    "draft due reports": {
        "task": "tasks.draft_due_reports",
        "schedule": crontab(minute="10"),
        "options": {"expires": 3600},
    },
    "build waiting reports": _every(WAITING_SECONDS, "tasks.build_waiting_reports"),
    "build waiting report files": _every(WAITING_SECONDS, "tasks.build_waiting_report_files"),
    "draw waiting batches": _every(WAITING_SECONDS, "tasks.draw_waiting_batches"),
    "work on lost imports": _every(WAITING_SECONDS, "tasks.work_on_lost_imports"),
    "write waiting exports": _every(WAITING_SECONDS, "tasks.write_waiting_exports"),
    "expire exports": _every(EXPIRY_SECONDS, "tasks.expire_exports"),
    "settle moves": _every(WAITING_SECONDS, "tasks.settle_moves"),
    "find doubts": _every(DOUBTS_SECONDS, "tasks.find_doubts"),
    # At night, one after the other.
    "recount": {"task": "tasks.recount", "schedule": crontab(hour="2", minute="30")},
    "find doubts again": {"task": "tasks.find_doubts_again", "schedule": crontab(hour="3", minute="45")},
    "forget expired": {"task": "tasks.forget_expired", "schedule": crontab(hour="3", minute="0")},
    "forget lists": {"task": "tasks.forget_lists", "schedule": crontab(hour="3", minute="15")},
    "sweep buckets": {"task": "tasks.sweep_buckets", "schedule": crontab(hour="3", minute="30")},
}
