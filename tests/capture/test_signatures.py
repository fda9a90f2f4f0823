"""A signature is drawn again from its numbers, and holds against the words it was put under and no others."""

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from outreach.campaigns.models import Language, PledgeText, TextKind
from outreach.campaigns.services import publish_text, version_of
from outreach.capture.models import Pledge as PledgeDetail
from outreach.capture.models import SignerRecord
from outreach.capture.operations import Pledge, Signature
from outreach.capture.recount import text_differences
from outreach.capture.signatures import (
    Proof,
    Signed,
    as_svg,
    digest_of,
    sealed,
    signature_of,
    signed_of,
    text_of,
    verify,
)
from outreach.ledger.models import Act
from tests.capture.acts import RESIDENT, pledge, send
from tests.ledger.ledgers import unguarded
from tests.world import World

WIDTH, HEIGHT = 320, 176
DRAWN = Signature(WIDTH, HEIGHT, ((80, 80, 13, 20, -12, 20), (200, 60)))
STEP = some.integers(-40, 40)
STROKE = some.builds(
    lambda start, steps: (*start, *(number for step in steps for number in step)),
    some.tuples(some.integers(0, 2 * WIDTH), some.integers(0, 2 * HEIGHT)),
    some.lists(some.tuples(STEP, STEP), max_size=12),
)
STROKES = some.lists(STROKE, min_size=1, max_size=5).map(tuple)
SVG = "{http://www.w3.org/2000/svg}"

# What the phone does with points as a finger gives them, in whole and half pixels.
ENCODE = """
import { encode } from "./frontend/src/signing/strokes.js";
const groups = JSON.parse(process.argv[1]);
process.stdout.write(JSON.stringify(encode(groups)));
"""


def signed(world: World, **fields: Any) -> Act:
    operation = pledge(world, **{"signature": DRAWN, **fields})
    assert send(operation, RESIDENT, world).status == 201
    return Act.objects.select_related("campaign", "pledge", "signer_record").get(pk=operation.submission_id)


def points(strokes: tuple[tuple[int, ...], ...]) -> list[list[tuple[int, int]]]:
    """Where the pen was, stroke by stroke, in half pixels."""
    walked = []
    for stroke in strokes:
        across = down = 0
        line = []
        for at in range(0, len(stroke), 2):
            across, down = across + stroke[at], down + stroke[at + 1]
            line.append((across, down))
        walked.append(line)
    return walked


def drawn_points(svg: str) -> list[list[tuple[int, int]]]:
    """The same, read from the path of the drawing."""
    _paper, ink = ElementTree.fromstring(svg).findall(f"{SVG}path")
    walked = []
    for across, down, steps in re.findall(r"M(-?\d+) (-?\d+)l([^M]*)", ink.attrib["d"]):
        line = [(int(across), int(down))]
        numbers = [int(number) for number in steps.split()]
        for at in range(0, len(numbers), 2):
            line.append((line[-1][0] + numbers[at], line[-1][1] + numbers[at + 1]))
        walked.append(line)
    return walked


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(strokes=STROKES)
def test_any_drawing_comes_back_as_it_was_drawn_and_holds(world: World, strokes: tuple[tuple[int, ...], ...]) -> None:
    drawn = Signature(WIDTH, HEIGHT, strokes)
    act = signed(world, signature=drawn)
    assert signature_of(act) == drawn
    assert verify(act) == Proof.MATCHES
    # A dot is a line to itself.
    expected = [line if len(line) > 1 else [*line, line[0]] for line in points(strokes)]
    assert drawn_points(as_svg(drawn)) == expected


@hypothesis_settings(max_examples=50)
@given(strokes=STROKES, where=some.integers(0), change=some.sampled_from([-1, 1, 7]))
def test_a_point_moved_or_another_text_changes_the_digest(
    strokes: tuple[tuple[int, ...], ...], where: int, change: int
) -> None:
    numbers = [list(stroke) for stroke in strokes]
    stroke = numbers[where % len(numbers)]
    stroke[where % len(stroke)] += change
    drawn = Signature(WIDTH, HEIGHT, strokes)
    moved = replace(drawn, strokes=tuple(tuple(each) for each in numbers))
    assert digest_of("a" * 64, moved) != digest_of("a" * 64, drawn)
    assert digest_of("b" * 64, drawn) != digest_of("a" * 64, drawn)
    assert digest_of("a" * 64, replace(drawn, width=WIDTH + 1)) != digest_of("a" * 64, drawn)


@hypothesis_settings(max_examples=5)
@given(
    strokes=some.lists(
        some.lists(some.tuples(some.integers(0, 2 * WIDTH), some.integers(0, 2 * HEIGHT)), min_size=1, max_size=8),
        min_size=1,
        max_size=3,
    )
)
def test_what_the_phone_encodes_is_drawn_where_the_finger_was(strokes: list[list[tuple[int, int]]]) -> None:
    groups = [{"points": [{"x": across / 2, "y": down / 2} for across, down in line]} for line in strokes]
    node = Path(settings.BASE_DIR) / ".venv" / "bin" / "node"
    told = subprocess.run(
        [node, "--input-type=module", "-e", ENCODE, json.dumps(groups)],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    encoded = tuple(tuple(stroke) for stroke in json.loads(told.stdout))
    still = [[point for at, point in enumerate(line) if not at or point != line[at - 1]] for line in strokes]
    expected = [line if len(line) > 1 else [*line, line[0]] for line in still]
    assert drawn_points(as_svg(Signature(WIDTH, HEIGHT, encoded))) == expected


def test_strokes_exchanged_afterwards_no_longer_hold(world: World) -> None:
    act = signed(world)
    forged = replace(DRAWN, strokes=((81, 80, 13, 20, -12, 20), (200, 60)))
    closed = sealed(Signed(signature=forged), key=world.campaign.key, act_id=act.id.bytes)
    SignerRecord.objects.filter(act=act).update(sealed=closed)
    assert verify(Act.objects.get(pk=act.pk)) == Proof.DIFFERS


def test_a_pledge_said_to_be_on_other_words_no_longer_holds(world: World) -> None:
    act = signed(world)
    PledgeDetail.objects.filter(act=act).update(text_version=world.texts["minor"].version)
    assert verify(Act.objects.get(pk=act.pk)) == Proof.DIFFERS


def test_a_digest_without_its_strokes_or_strokes_without_their_digest_do_not_hold(world: World) -> None:
    act = signed(world)
    PledgeDetail.objects.filter(act=act).update(signature_digest=None)
    assert verify(Act.objects.get(pk=act.pk)) == Proof.DIFFERS
    act = signed(world)
    SignerRecord.objects.filter(act=act).delete()
    assert verify(Act.objects.get(pk=act.pk)) == Proof.DIFFERS


def test_a_new_version_leaves_the_old_pledge_with_the_old_words(world: World) -> None:
    act = signed(world)
    old = world.texts["resident"]
    publish_text(
        campaign=world.campaign,
        kind=TextKind.RESIDENT,
        language=Language.ZH_HANS,
        title=old.title,
        body=f"{old.body}新增一条。",
        effective_from=world.today,
    )
    kept = text_of(act)
    assert kept is not None and (kept.pk, kept.body) == (old.pk, old.body)
    assert verify(act) == Proof.MATCHES
    assert text_differences() == []


def test_words_changed_behind_the_triggers_back_are_found(world: World) -> None:
    act = signed(world)
    text = world.texts["resident"]
    with connection.cursor() as cursor:
        # What is left to be checked at the end of the transaction would keep the table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with unguarded(PledgeText):
        PledgeText.objects.filter(pk=text.pk).update(body=f"{text.body}!")
    assert verify(act) == Proof.TEXT_DIFFERS
    (difference,) = text_differences()
    assert (difference.key, difference.expected) == (f"text={text.pk}", text.version)
    assert difference.found == version_of(
        kind=text.kind, language=text.language, title=text.title, body=f"{text.body}!"
    )


def test_a_version_that_was_signed_and_has_no_words_is_found(world: World) -> None:
    act = signed(world)
    PledgeDetail.objects.filter(act=act).update(text_version="f" * 64)
    assert verify(Act.objects.get(pk=act.pk)) == Proof.TEXT_DIFFERS
    (difference,) = text_differences()
    assert difference.key == f"campaign={world.campaign.pk} version={'f' * 64}"


def test_a_typed_name_leaves_no_drawing_to_prove(world: World) -> None:
    act = signed(world, signature=None, name="示例居民")
    assert signed_of(act) == Signed(name="示例居民")
    assert verify(act) == Proof.UNDRAWN


def test_a_record_moved_to_another_act_does_not_open(world: World) -> None:
    one, other = signed(world), signed(world)
    taken = SignerRecord.objects.get(act=one).sealed
    SignerRecord.objects.filter(act=other).update(sealed=taken)
    with pytest.raises(Exception, match=r"^$") as failed:
        signed_of(Act.objects.get(pk=other.pk))
    assert failed.type.__name__ == "InvalidTag"


@pytest.mark.parametrize("number", ['1"/><script>', "1", 1.5, None])
def test_nothing_but_whole_numbers_gets_into_the_drawing(number: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        as_svg(Signature(WIDTH, HEIGHT, ((number, 2),)))


def letter(world: World, **fields: Any) -> Pledge:
    told = {"signer": "organisation", "organisation": world.organisations["firm"].pk, "name": "示例负责人"}
    usual = {"code": world.codes["enterprise"].text, "text_version": world.texts["unit"].version, "assent": True}
    return Pledge(**{"submission_id": uuid4(), **usual, **told, **fields})


def test_a_letter_keeps_name_post_and_signature_together_and_awaits_its_seal(world: World) -> None:
    operation = letter(world, post="总经理", signature=DRAWN)
    assert send(operation, world.principal("officer"), world).indicators == {"unit_pledges": 1}
    act = Act.objects.get(pk=operation.submission_id)
    assert signed_of(act) == Signed("示例负责人", "总经理", DRAWN)
    assert (act.pledge.mark, act.pledge.awaits_seal, verify(act)) == ("signature", True, Proof.MATCHES)


def test_a_letter_on_paper_may_name_its_signatory_or_not(world: World) -> None:
    named = letter(world, paper=True, post="总经理")
    assert send(named, world.principal("officer"), world).status == 201
    act = Act.objects.get(pk=named.submission_id)
    assert (act.pledge.mark, act.pledge.awaits_seal) == ("paper", False)
    assert signed_of(act) == Signed("示例负责人", "总经理")


@pytest.mark.parametrize("missing", ["name", "post"])
def test_who_signs_on_the_phone_for_an_organisation_says_who_that_is(world: World, missing: str) -> None:
    operation = letter(world, **{"post": "总经理", "signature": DRAWN, missing: ""})
    told = send(operation, world.principal("officer"), world)
    assert (told.code, set(told.errors)) == ("malformed", {missing})


def test_a_letter_is_signed_on_the_phone_or_on_paper(world: World) -> None:
    operation = letter(world, post="总经理", signature=DRAWN, paper=True)
    assert send(operation, world.principal("officer"), world).code == "malformed"


def test_a_resident_has_no_post(world: World) -> None:
    told = send(pledge(world, post="总经理"), RESIDENT, world)
    assert (told.code, set(told.errors)) == ("malformed", {"post"})
