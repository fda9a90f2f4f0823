"""Codes held for an officer: what a phone may show at a talk before it has told anybody of the talk.

A code that one phone shows without a network must be nobody else's, so it is made for its officer: codes of batches
are printed and cut apart, single ones are posters, and nobody knows which of them hang on a wall. Held once, a code is
never given to another officer (docs/decisions/0011-what-a-phone-may-hold.md).
"""

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from outreach.audit.services import note
from outreach.campaigns.models import Campaign
from outreach.codes.models import Code, CodeKind
from outreach.codes.services import Terms, make_code
from outreach.organisation.models import Officer, OrganisationUnit, Role
from outreach.organisation.scope import MembershipSpan

# Talks of one officer between two meetings with a network.
HELD: Final = 3

_NUMBERS: Final = 10**6
_TRIES_AT_NUMBERS: Final = 20

# A campaign's and a unit's number.
Pair: TypeAlias = tuple[int, int]

_NUMBER: Final = """
UPDATE outreach_code AS code SET number = told.number, number_day = told.day
FROM unnest(%s::bigint[], %s::text[], %s::date[]) AS told (id, number, day)
WHERE code.id = told.id AND code.number_day IS DISTINCT FROM told.day
"""


def posts(spans: Iterable[MembershipSpan], day: date) -> tuple[MembershipSpan, ...]:
    """Where an officer works on the local day: of the memberships that write, those with none further down the tree."""
    held = {span.unit_id: span for span in spans if span.role != Role.AUDITOR and span.holds_on(day)}
    return tuple(
        span
        for span in held.values()
        if not any(other.unit_id != span.unit_id and span.covers(other.path) for other in held.values())
    )


@transaction.atomic
def hold_codes(
    *,
    officer_id: int,
    posts: Sequence[MembershipSpan],
    campaigns: Sequence[Campaign],
    now: datetime,
    count: int = HELD,
) -> list[Code]:
    """`count` unbound activity codes for each of the officer's `posts` and each of `campaigns` that covers it.

    The campaigns must be open at the aware moment `now`. What is missing is made. Asked again it gives the same codes,
    each with its six digits of the day, until a talk takes them. One statement where nothing is missing.
    """
    wanted = {
        (campaign.pk, post.unit_id): campaign
        for post in posts
        for campaign in campaigns
        if post.path.startswith(campaign.unit.path)
    }
    held = _held(officer_id, wanted, now, count)
    if len(held) < count * len(wanted):
        # Two of the officer's phones that ask at once have no more made than one does.
        Officer.objects.select_for_update(no_key=True).filter(pk=officer_id).values_list("pk").first()
        _make(officer_id, wanted, now, count)
        held = _held(officer_id, wanted, now, count)
    if _give_numbers(held, now):
        held = _held(officer_id, wanted, now, count)
    return held


@transaction.atomic
def revoke_held(*, officer_id: int, by: int, now: datetime, unit_ids: Collection[int] | None = None) -> int:
    """Take back the codes that the officer's phones may show and no talk has taken; how many there were.

    Only those of the units `unit_ids` where they are given. `by` is the officer who asks for it. The next list of a
    phone brings others.
    """
    held = _unbound(officer_id) if unit_ids is None else _unbound(officer_id).filter(unit__in=unit_ids)
    revoked = held.update(revoked_at=now)
    if revoked:
        facts = {"codes": revoked}
        note(actor=f"officer:{by}", action="held_codes_revoked", subject=f"officer:{officer_id}", facts=facts, at=now)
    return revoked


def _unbound(officer_id: int) -> QuerySet[Code]:
    return Code.objects.filter(held_by=officer_id, kind=CodeKind.ACTIVITY, activity=None, revoked_at=None)


def _held(officer_id: int, wanted: Collection[Pair], now: datetime, count: int) -> list[Code]:
    """The first `count` of each pair that are good now."""
    good = _unbound(officer_id).filter(starts_at__lte=now, ends_at__gt=now)
    found: list[Code] = []
    seen: Counter[Pair] = Counter()
    for code in good.select_related("campaign").order_by("pk"):
        pair = (code.campaign_id, code.unit_id)
        if pair in wanted and seen[pair] < count:
            seen[pair] += 1
            found.append(code)
    return found


def _make(officer_id: int, wanted: Mapping[Pair, Campaign], now: datetime, count: int) -> None:
    missing = _missing(officer_id, wanted, now, count)
    units = OrganisationUnit.objects.in_bulk({unit_id for _campaign, unit_id in missing})
    for pair, lacking in missing.items():
        terms = Terms(kind=CodeKind.ACTIVITY, campaign=wanted[pair], unit=units[pair[1]])
        made = [make_code(terms, by=None, now=now).pk for _each in range(lacking)]
        Code.objects.filter(pk__in=made).update(held_by=officer_id)


def _missing(officer_id: int, wanted: Mapping[Pair, Campaign], now: datetime, count: int) -> dict[Pair, int]:
    there = Counter((code.campaign_id, code.unit_id) for code in _held(officer_id, wanted, now, count))
    return {pair: count - there[pair] for pair in wanted if there[pair] < count}


def _give_numbers(codes: Sequence[Code], now: datetime) -> bool:
    """Six digits of the day for those of `codes` without; whether there were any.

    As `services.give_number` does, for all at once.
    """
    days = {code.pk: now.astimezone(code.campaign.zone).date() for code in codes}
    without = [code.pk for code in codes if code.number_day != days[code.pk]]
    if not without:
        return False
    for _attempt in range(_TRIES_AT_NUMBERS):
        numbers = [f"{number:06}" for number in secrets.SystemRandom().sample(range(_NUMBERS), len(without))]
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_NUMBER, [without, numbers, [days[number] for number in without]])
        except IntegrityError:
            continue
        return True
    raise RuntimeError(f"no numbers were free in {_TRIES_AT_NUMBERS} tries")
