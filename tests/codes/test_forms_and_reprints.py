"""Which words a batch of forms carries, and who may have a sheet drawn again."""

from datetime import timedelta
from typing import Any

import pytest

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Language, PledgeText, TextKind
from outreach.campaigns.services import publish_text
from outreach.codes.models import BatchState, CodeBatch, CodeKind
from outreach.codes.selectors import batches_of, revoked_of, text_printed_on
from outreach.codes.services import Terms, make_batch, reprint_batch, revoke_batch, revoke_code
from outreach.errors import Refusal
from outreach.organisation.scope import Scope, scope_of
from tests.world import World

DAY = timedelta(days=1)


def scope(world: World, name: str = "chief") -> Scope:
    return scope_of(world.officers[name], today=world.today)


def forms(world: World, **fields: Any) -> CodeBatch:
    terms = Terms(kind=CodeKind.FORM, campaign=world.campaign, unit=world.units["station_a"], **fields)
    return make_batch(terms, by=None, size=2, now=world.now)


def published(world: World, days: int, **fields: Any) -> PledgeText:
    """A resident's text in force from so many days after today."""
    usual = {
        "campaign": world.campaign,
        "kind": TextKind.RESIDENT,
        "language": Language.ZH_HANS,
        "title": "新责任书",
        "body": "新正文",
        "effective_from": world.today + days * DAY,
    }
    return publish_text(**usual | fields)


def test_forms_carry_the_chinese_words_in_force_when_they_are_made(world: World) -> None:
    published(world, 5)
    batch = forms(world)
    assert batch.text_version == world.texts["resident"].version
    assert text_printed_on(batch) == world.texts["resident"]


def test_forms_printed_ahead_carry_the_words_of_their_first_day(world: World) -> None:
    later = published(world, 5)
    assert text_printed_on(forms(world, starts_at=world.now + 6 * DAY)) == later


def test_printed_forms_keep_their_words_when_the_text_changes(world: World) -> None:
    batch = forms(world)
    published(world, -1)
    assert text_printed_on(batch) == world.texts["resident"]


def test_forms_made_before_batches_knew_their_words_carry_those_of_their_day(world: World) -> None:
    batch = world.batch(CodeKind.FORM, 1)
    assert batch.text_version == ""
    assert text_printed_on(batch) == world.texts["resident"]


def test_a_campaign_without_words_makes_no_forms(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        forms(world, starts_at=world.now - 400 * DAY)
    assert set(refused.value.errors) == {"campaign"}
    assert not CodeBatch.objects.filter(kind=CodeKind.FORM, made_by=None, size=2).exists()


@pytest.mark.parametrize("asker", ["chief", "sub_chief", "administrator"])
def test_who_manages_the_unit_has_a_sheet_drawn_again(world: World, asker: str) -> None:
    batch = world.forms[0].batch
    assert batch is not None
    reprint_batch(batch, by=scope(world, asker), now=world.now)
    assert batch.state == BatchState.QUEUED
    event = AuditEvent.objects.get(action="batch_reprinted")
    assert (event.actor, event.subject) == (f"officer:{world.officers[asker].pk}", f"batch:{batch.pk}")


@pytest.mark.parametrize(
    ("asker", "code"),
    [("officer", "permission_denied"), ("auditor", "permission_denied"), ("chief_b", "out_of_scope")],
)
def test_others_do_not(world: World, asker: str, code: str) -> None:
    batch = world.forms[0].batch
    assert batch is not None
    with pytest.raises(Refusal, match=code):
        reprint_batch(batch, by=scope(world, asker))


def test_a_batch_without_a_good_code_is_not_drawn_again(world: World) -> None:
    batch = world.forms[0].batch
    assert batch is not None
    revoke_batch(batch, by=None)
    with pytest.raises(Refusal, match="code_revoked"):
        reprint_batch(batch, by=None)


def test_a_batch_tells_how_many_of_its_codes_were_taken_back(world: World) -> None:
    revoke_code(world.forms[1], by=None)
    batches = [world.forms[0].batch, world.leaflets[0].batch]
    assert revoked_of(batches) == {batches[0].pk: 1, batches[1].pk: 0}


@pytest.mark.parametrize(
    ("viewer", "sees"), [("chief", True), ("officer", False), ("auditor", False), ("chief_b", False)]
)
def test_batches_are_listed_to_those_who_manage_their_unit(world: World, viewer: str, sees: bool) -> None:
    assert batches_of(scope(world, viewer)).filter(pk=world.forms[0].batch_id).exists() == sees
