"""The Celery edge: each task wraps one service and holds no rule.

Arguments are ids at most, so a task may be sent twice, run twice at once, or be lost with its worker: what is to be
done stands in the database. Tasks are sent by name (``tasks.fold``), which is why they are all loaded here.
"""

from tasks import ledger

__all__ = ["ledger"]
