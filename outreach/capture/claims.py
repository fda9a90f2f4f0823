"""What may count once is a row that only one act can hold.

What may count n times is a number with a limit (design.md section 4, rule 6).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from outreach.capture.case import Case, Key
from outreach.capture.models import Claim, ClaimKind
from outreach.capture.serials import COUNTED, missing_of, serial_in
from outreach.capture.state import Facts
from outreach.ledger.models import Kind, Outcome
from outreach.ledger.rows import insertion

_RETURNING = "ON CONFLICT (campaign_id, kind, key) DO NOTHING RETURNING campaign_id, kind, key"
_HOLDERS = """SELECT c.campaign_id, c.kind, c.key, c.act_id, c.submission_id FROM outreach_claim c
    JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS n(campaign_id, kind, key) USING (campaign_id, kind, key)"""
# Who held them before is seen as of the statement's beginning: one that came in meanwhile shows in neither half.
_TAKE_MANY = """WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::uuid[], %s::uuid[])
        AS n(campaign_id, kind, key, act_id, submission_id)),
    taken AS (INSERT INTO outreach_claim (campaign_id, kind, key, act_id, submission_id) SELECT * FROM wanted
        ON CONFLICT (campaign_id, kind, key) DO NOTHING RETURNING campaign_id, kind, key)
    SELECT campaign_id, kind, key, NULL::uuid, NULL::uuid FROM taken
    UNION ALL
    SELECT c.campaign_id, c.kind, c.key, c.act_id, c.submission_id
    FROM outreach_claim c JOIN wanted n USING (campaign_id, kind, key)"""
_GIVE_BACK = """DELETE FROM outreach_claim c
    USING unnest(%s::bigint[], %s::text[], %s::text[]) AS n(campaign_id, kind, key)
    WHERE (c.campaign_id, c.kind, c.key) = (n.campaign_id, n.kind, n.key)"""
_RELEASE: Final = "DELETE FROM outreach_claim WHERE act_id = ANY(%s)"
_RELEASE_WITH_TIME: Final = f"WITH time AS (DELETE FROM outreach_sessionspan WHERE act_id = ANY(%s)) {_RELEASE}"
_TAKE_USES = """UPDATE outreach_code c SET uses = LEAST(c.use_limit, before.uses + n.uses)
    FROM unnest(%s::bigint[], %s::int[]) AS n(id, uses)
    JOIN (SELECT id, uses FROM outreach_code WHERE id = ANY(%s) ORDER BY id FOR UPDATE) AS before USING (id)
    WHERE c.id = n.id RETURNING c.id, c.uses - before.uses"""
_RETURN_USES = """UPDATE outreach_code c SET uses = c.uses - n.uses FROM unnest(%s::bigint[], %s::int[]) AS n(id, uses)
    WHERE c.id = n.id"""


def leave_to_batch(case: Case, facts: Facts) -> None:
    """What a case before it in the batch claims is not this one's."""
    taken = {key: facts.claimed[key] for key in case.keys if key in facts.claimed}
    others = {key: holder for key, holder in taken.items() if not _is_shared(key, case, holder)}
    if others:
        case.lost_to |= set(others.values())
        _lose(case, list(others))


def take_claims(cases: Sequence[Case]) -> Mapping[Key, Case]:
    """Claim what these cases may count once; a case that finds one of its claims held by another act is a duplicate.

    A range of papers of which some are counted is told which, and a talk that finds its activity code or a bundle taken
    counts without it. Keys are inserted in sorted order, so that batches wait for each other and never in a circle.
    Returns what was newly taken; what a duplicate took is the caller's to give back.
    """
    wanted: dict[Key, Case] = {}
    for case in cases:
        for key in case.keys if case.stands else ():
            wanted.setdefault(key, case)
    taken, missed = _take(wanted)
    lost: dict[Case, list[Key]] = defaultdict(list)
    for key in _held_by_others(missed, wanted):
        lost[wanted[key]].append(key)
    for case, keys in lost.items():
        _lose(case, keys)
    return taken


def _lose(case: Case, keys: Sequence[Key]) -> None:
    """Another act has these keys."""
    vital = []
    for key in keys:
        if key[1] == ClaimKind.ACTIVITY_CODE:
            case.unbind()
        elif key[1] == ClaimKind.BUNDLE:
            case.leave_bundle(key[2])
        else:
            vital.append(key)
    papers = [key for key in case.keys if key[1] == ClaimKind.FORM]
    if vital and set(vital) < set(papers):
        case.refuse(Outcome.MALFORMED, "malformed", missing_of({COUNTED: [serial_in(key[2]) for key in vital]}))
    elif vital:
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


def release(cases: Iterable[Case]) -> None:
    """Release the claims, and a session's time, of the acts that these cases void; one statement."""
    ending = [case for case in cases if case.stands and case.releases_claims]
    acts = sorted({case.act_id for case in ending if case.act_id is not None})
    if acts:
        has_time = any(case.moved is not None and case.moved.kind == Kind.TALK for case in ending)
        with connection.cursor() as cursor:
            cursor.execute(_RELEASE_WITH_TIME if has_time else _RELEASE, [acts, acts] if has_time else [acts])


def _take(wanted: Mapping[Key, Case]) -> tuple[dict[Key, Case], dict[Key, tuple[UUID, UUID] | None]]:
    """What was newly taken, and of the rest the act and the submission that hold it, where they could be seen."""
    if not wanted:
        return {}, {}
    keys = sorted(wanted)
    acts, submissions = [wanted[key].act_id for key in keys], [wanted[key].id for key in keys]
    with connection.cursor() as cursor:
        if len(set(submissions)) > 1:
            cursor.execute(_TAKE_MANY, [*_columns(keys), acts, submissions])
            rows = cursor.fetchall()
        else:
            # Whoever comes alone is seldom second: no need to ask who was first.
            names = ("campaign_id", "kind", "key", "act_id", "submission_id")
            each = zip(keys, acts, submissions, strict=True)
            rows_to_be = [dict(zip(names, (*key, act, submission), strict=True)) for key, act, submission in each]
            cursor.execute(*insertion(Claim, rows_to_be, _RETURNING))
            rows = [(*row, None, None) for row in cursor.fetchall()]
    holders = {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows if row[3] is not None}
    taken = {key: wanted[key] for row in rows if row[3] is None and (key := (row[0], row[1], row[2]))}
    return taken, {key: holders.get(key) for key in keys if key not in taken}


def _held_by_others(missed: Mapping[Key, tuple[UUID, UUID] | None], wanted: Mapping[Key, Case]) -> list[Key]:
    """Of the keys not taken, those that another submission holds and does not share."""
    holders = dict(missed)
    if unseen := [key for key, holder in missed.items() if holder is None]:
        with connection.cursor() as cursor:
            cursor.execute(_HOLDERS, _columns(unseen))
            holders |= {(row[0], row[1], row[2]): (row[3], row[4]) for row in cursor.fetchall()}
    lost = []
    for key, holder in holders.items():
        act_id, submission_id = holder or (None, None)
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
