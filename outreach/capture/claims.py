"""What may count once is a row that only one act can hold.

What may count n times is a number with a limit (design.md section 4, rule 6).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

from django.db import connection

from outreach.capture.case import Case
from outreach.capture.models import Claim, ClaimKind
from outreach.ledger.models import Kind, Outcome
from outreach.ledger.rows import insertion

Key: TypeAlias = tuple[int, str, str]

_RETURNING = "ON CONFLICT (campaign_id, kind, key) DO NOTHING RETURNING campaign_id, kind, key"
_HOLDERS = """SELECT c.campaign_id, c.kind, c.key, c.act_id, c.submission_id FROM outreach_claim c
    JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS n(campaign_id, kind, key) USING (campaign_id, kind, key)"""
_GIVE_BACK = """DELETE FROM outreach_claim c
    USING unnest(%s::bigint[], %s::text[], %s::text[]) AS n(campaign_id, kind, key)
    WHERE (c.campaign_id, c.kind, c.key) = (n.campaign_id, n.kind, n.key)"""
_TAKE_USES = """UPDATE outreach_code c SET uses = LEAST(c.use_limit, before.uses + n.uses)
    FROM unnest(%s::bigint[], %s::int[]) AS n(id, uses)
    JOIN (SELECT id, uses FROM outreach_code WHERE id = ANY(%s) ORDER BY id FOR UPDATE) AS before USING (id)
    WHERE c.id = n.id RETURNING c.id, c.uses - before.uses"""
_RETURN_USES = """UPDATE outreach_code c SET uses = c.uses - n.uses FROM unnest(%s::bigint[], %s::int[]) AS n(id, uses)
    WHERE c.id = n.id"""


def take_claims(cases: Sequence[Case]) -> Mapping[Key, Case]:
    """Claim what these cases may count once; a case that finds one of its claims held by another act is a duplicate.

    A talk that finds its activity code or a bundle taken counts without it. Keys are inserted in sorted order, so that
    batches wait for each other and never in a circle. Returns what was newly taken; what a duplicate took is the
    caller's to give back.
    """
    wanted: dict[Key, Case] = {}
    for case in cases:
        keys = _keys(case) if case.stands else []
        for key in [key for key in keys if key in wanted and not _is_shared(key, case, wanted[key].act_id)]:
            _lose(case, key)
        for key in _keys(case) if case.stands else []:
            wanted.setdefault(key, case)
    taken = _insert(wanted)
    missed = sorted(key for key in wanted if key not in taken)
    for key in _held_by_others(missed, wanted):
        _lose(wanted[key], key)
    return taken


def rivals(cases: Sequence[Case]) -> list[tuple[Case, Case]]:
    """Pairs of a case and the case before it in the batch that claims the same."""
    wanted: dict[Key, Case] = {}
    pairs = []
    for case in cases:
        keys = _keys(case) if case.stands else []
        pairs += [(case, wanted[key]) for key in keys if key in wanted]
        wanted = dict.fromkeys(keys, case) | wanted
    return pairs


def _lose(case: Case, key: Key) -> None:
    if key[1] == ClaimKind.ACTIVITY_CODE:
        case.unbind()
    elif key[1] == ClaimKind.BUNDLE:
        case.leave_bundle(key[2])
    else:
        case.refuse(Outcome.DUPLICATE, "already_counted")


def _is_shared(key: Key, case: Case, holder: UUID | None) -> bool:
    """A talk holds its activity code and its bundles for its completion too."""
    return key[1] in (ClaimKind.ACTIVITY_CODE, ClaimKind.BUNDLE) and holder == case.act_id


def give_back_claims(cases: Sequence[Case], taken: Mapping[Key, Case]) -> None:
    """Release what was taken just now for cases that turned out not to stand.

    What an earlier sending holds stays held.
    """
    ids = {case.id for case in cases}
    if any(case.id in ids for case in taken.values()):
        gone = [key for key, case in sorted(taken.items(), key=lambda item: item[0]) if case.id in ids]
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, _columns(gone))


def _keys(case: Case) -> list[Key]:
    if case.campaign is None:
        return []
    return [(case.campaign.id, kind.value, key) for kind, key in case.claims]


def _insert(wanted: Mapping[Key, Case]) -> dict[Key, Case]:
    if not wanted:
        return {}
    rows = [
        {
            "campaign_id": key[0],
            "kind": key[1],
            "key": key[2],
            "act_id": wanted[key].act_id,
            "submission_id": wanted[key].id,
        }
        for key in sorted(wanted)
    ]
    sql, parameters = insertion(Claim, rows, _RETURNING)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {key: wanted[key] for key in cursor.fetchall()}


def _held_by_others(missed: Sequence[Key], wanted: Mapping[Key, Case]) -> list[Key]:
    """Of the keys not taken, those that another submission holds and does not share."""
    if not missed:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, _columns(missed))
        holders = {(row[0], row[1], row[2]): (row[3], row[4]) for row in cursor.fetchall()}
    lost = []
    for key in missed:
        act_id, submission_id = holders.get(key, (None, None))
        is_own = submission_id == wanted[key].id
        if not (is_own or _is_shared(key, wanted[key], act_id)):
            lost.append(key)
    return lost


def _columns(keys: Sequence[Key]) -> list[list[int] | list[str]]:
    return [[key[0] for key in keys], [key[1] for key in keys], [key[2] for key in keys]]


def take_uses(cases: Sequence[Case]) -> None:
    """Count uses of codes that have a limit; the cases beyond it are turned away and may come again.

    A refusal uses nothing: saying no costs nobody a place.
    """
    by_code = _limited(case for case in cases if case.stands and case.kind != Kind.REFUSAL)
    if not by_code:
        return
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_USES, [*_counts(by_code), list(by_code)])
        granted = dict(cursor.fetchall())
    for number, users in by_code.items():
        for place, case in enumerate(users):
            if place < granted.get(number, 0):
                case.used = True
            else:
                case.refuse(Outcome.REJECTED, "code_used_up")


def give_back_uses(cases: Sequence[Case]) -> None:
    """Return the uses taken by cases that turned out not to stand."""
    by_code = _limited(case for case in cases if case.used)
    if by_code:
        with connection.cursor() as cursor:
            cursor.execute(_RETURN_USES, _counts(by_code))


def _limited(cases: Iterable[Case]) -> dict[int, list[Case]]:
    by_code: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        if case.code is not None and case.code.use_limit is not None:
            by_code[case.code.id].append(case)
    return {number: by_code[number] for number in sorted(by_code)}


def _counts(by_code: Mapping[int, Sequence[Case]]) -> list[list[int]]:
    return [list(by_code), [len(users) for users in by_code.values()]]
