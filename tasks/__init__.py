"""The Celery edge: each task wraps one service and holds no rule.

Arguments are ids at most, so a task may be sent twice, run twice at once, or be lost with its worker: what is to be
done stands in the database. Services send tasks by name (``tasks.fold``), so all of them are loaded here.
"""

from tasks import codes, doubts, exports, imports, ledger, limits, organisation, privacy, reports

__all__ = ["codes", "doubts", "exports", "imports", "ledger", "limits", "organisation", "privacy", "reports"]
