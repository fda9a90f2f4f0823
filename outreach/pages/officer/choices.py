"""What an officer can choose from: places with a code, free activity codes of the pool, organisations at a place."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Value
from django.db.models.functions import MD5, Concat

from outreach.codes.models import Code, CodeKind
from outreach.organisation.models import SignatoryOrganisation
from outreach.pages.words import name_of


def _good(units: Iterable[int], at: datetime) -> QuerySet[Code]:
    return Code.objects.filter(unit_id__in=list(units), revoked_at=None, starts_at__lte=at, ends_at__gt=at)


def places(units: Iterable[int], *, at: datetime) -> list[tuple[str, str]]:
    """The place codes good at `at`, each with its place's name; the campaign's too where there are several."""
    codes = list(
        _good(units, at).filter(kind=CodeKind.PLACE).select_related("place", "campaign").order_by("place__name", "-pk")
    )
    several = len({code.campaign_id for code in codes}) > 1
    chosen: dict[tuple[int, int | None], tuple[str, str]] = {}
    for code in codes:
        assert code.place is not None
        name = name_of(code.place)
        label = f"{name} · {name_of(code.campaign)}" if several else name
        chosen.setdefault((code.campaign_id, code.place_id), (code.text, label))
    return list(chosen.values())


def pool_code(place: Code, *, talk: UUID, units: Iterable[int], at: datetime) -> str:
    """A free activity code for the talk; empty where the pool is.

    The same talk is led to the same code, and two talks at once rarely to one.
    """
    free = _good(units, at).filter(kind=CodeKind.ACTIVITY, campaign=place.campaign_id, place=None, activity=None)
    order = MD5(Concat("text", Value(talk.hex)))
    return free.order_by(order).values_list("text", flat=True).first() or ""


def organisations(place: Code) -> list[tuple[int, str]]:
    """The organisations at the place of a place code."""
    found = SignatoryOrganisation.objects.filter(place=place.place_id).order_by("name")
    return list(found.values_list("pk", "name"))
