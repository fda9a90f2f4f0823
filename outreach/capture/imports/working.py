"""Who works on an import: one worker at a time, in steps that each end with a commit, so that any other can go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID, uuid4

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from outreach.capture.imports.models import ImportState, PaperImport

_log = structlog.get_logger(__name__)


class TakenOver(Exception):
    """Another worker goes on with the import."""


@dataclass(frozen=True, slots=True)
class Work:
    """A worker's hold on an import."""

    paper: PaperImport
    token: UUID

    @classmethod
    def begin(cls, import_id: UUID, *states: ImportState, to: ImportState) -> Self | None:
        """Take the import over, if it is in one of these states; a transaction of the caller's holds it to its end."""
        token = uuid4()
        begun = PaperImport.objects.filter(pk=import_id, state__in=states).update(
            state=to, worker=token, progress_at=timezone.now()
        )
        if not begun:
            return None
        return cls(PaperImport.objects.select_related("campaign__unit").get(pk=import_id), token)

    def tell(self, **fields: Any) -> None:
        """Write how far it is; the row stays locked to the end of the caller's transaction. Raises TakenOver."""
        mine = PaperImport.objects.filter(pk=self.paper.pk, worker=self.token, state=self.paper.state)
        if not mine.update(progress_at=timezone.now(), **fields):
            raise TakenOver
        for name, value in fields.items():
            setattr(self.paper, name, value)

    @contextmanager
    def told_how_it_ends(self) -> Iterator[None]:
        """Whoever waits is told that it failed. Where the database goes away it waits for the next worker instead."""
        try:
            yield
        except TakenOver:
            _log.info("another worker goes on with an import", paper_import=str(self.paper.pk))
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            _log.exception("an import failed", paper_import=str(self.paper.pk))
            with transaction.atomic():
                self.tell(state=ImportState.FAILED)
            raise
