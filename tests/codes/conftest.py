"""Batches drawn without a worker."""

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest

from outreach.codes.models import CodeBatch, CodeKind
from outreach.codes.printing import draw_batch
from outreach.codes.selectors import sheet_of
from outreach.codes.services import Terms, make_batch
from tests.world import World

Making = Callable[..., CodeBatch]


@pytest.fixture
def made(world: World) -> Making:
    """A batch of station A's."""

    def make(kind: CodeKind, size: int, **options: Any) -> CodeBatch:
        terms = Terms(kind=kind, campaign=world.campaign, unit=world.units["station_a"])
        return make_batch(terms, by=None, size=size, now=world.now, **options)

    return make


def sheet(batch: CodeBatch) -> pypdfium2.PdfDocument:
    """The sheet of a batch, drawn now."""
    draw_batch(batch.pk)
    drawn = sheet_of(batch)
    assert drawn is not None
    return pypdfium2.PdfDocument(drawn)
