"""Publishing a pledge's words: who may, for which days and languages, and that nothing is ever replaced."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Language, PledgeText, TextKind
from outreach.campaigns.services import publish_text, version_of
from outreach.campaigns.texts import words_of
from outreach.errors import Refusal
from outreach.organisation.scope import scope_of
from tests.world import World

DAY = timedelta(days=1)
Publish = Callable[..., PledgeText]


@pytest.fixture
def publish(world: World) -> Publish:
    """The administrator publishes for residents, in Chinese and from tomorrow, unless told otherwise."""

    def publish(by: str = "administrator", **said: Any) -> PledgeText:
        usual = {
            "campaign": world.campaign,
            "kind": TextKind.RESIDENT,
            "language": Language.ZH_HANS,
            "title": "责任书",
            "body": "不轻信、不透露、不转账。",
            "effective_from": world.today + DAY,
        }
        scope = scope_of(world.officers[by], today=world.today)
        return publish_text(**usual | said, by=scope, now=world.now)

    return publish


def test_a_version_is_named_by_its_words_and_leaves_a_trace(world: World, publish: Publish) -> None:
    text = publish(is_sample=True)
    assert text.version == version_of(kind="resident", language="zh-hans", title=text.title, body=text.body)
    event = AuditEvent.objects.get(action="text_published")
    assert (event.actor, event.subject) == (
        f"officer:{world.officers['administrator'].pk}",
        f"pledge_text:{text.pk}",
    )
    assert event.facts == {
        "kind": "resident",
        "language": "zh-hans",
        "from": text.effective_from.isoformat(),
        "sample": True,
    }


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("officer", "out_of_scope"),
        ("chief", "out_of_scope"),
        ("sub_chief", "out_of_scope"),
        ("other_administrator", "out_of_scope"),
        ("auditor", "permission_denied"),
    ],
)
def test_who_does_not_administer_the_campaigns_unit_publishes_nothing(
    world: World, publish: Publish, by: str, code: str
) -> None:
    before = PledgeText.objects.count()
    with pytest.raises(Refusal) as refused:
        publish(by=by)
    assert refused.value.problem.code == code
    assert PledgeText.objects.count() == before


def refused_field(publish: Publish, **said: Any) -> set[str]:
    before = PledgeText.objects.count()
    with pytest.raises(Refusal) as refused:
        publish(**said)
    assert PledgeText.objects.count() == before
    return set(refused.value.errors)


def test_it_does_not_take_force_on_a_day_gone_by(world: World, publish: Publish) -> None:
    assert refused_field(publish, effective_from=world.today - DAY) == {"effective_from"}
    assert publish(effective_from=world.today).effective_from == world.today


def test_it_does_not_take_force_after_the_campaign(world: World, publish: Publish) -> None:
    world.campaign.ends_on = world.today + DAY
    assert refused_field(publish, effective_from=world.today + 2 * DAY) == {"effective_from"}


def test_a_second_version_for_one_day_is_refused(publish: Publish) -> None:
    publish()
    assert refused_field(publish, body="其他文字。") == {"effective_from"}


def test_words_the_campaign_has_are_not_published_again(world: World, publish: Publish) -> None:
    publish()
    assert refused_field(publish, effective_from=world.today + 2 * DAY) == {"body"}


def test_a_tibetan_text_waits_for_the_languages_approval(publish: Publish) -> None:
    assert refused_field(publish, language=Language.BO) == {"language"}


@pytest.mark.usefixtures("tibetan_approved")
def test_a_tibetan_text_is_published_once_the_language_is_approved(publish: Publish) -> None:
    assert publish(language=Language.BO).language == Language.BO


def test_a_translation_waits_for_the_chinese_words(world: World, publish: Publish) -> None:
    assert refused_field(publish, campaign=world.past, language=Language.EN, effective_from=world.today) >= {"language"}
    assert publish(language=Language.EN).language == Language.EN


def test_each_pledge_is_listed_with_the_version_in_force_today(world: World, publish: Publish) -> None:
    today, tomorrow = publish(effective_from=world.today), publish(body="明日起的文字。")
    found = words_of(world.campaign, today=world.today)
    assert [(words.kind, words.language) for words in found] == [
        ("resident", "zh-hans"),
        ("minor", "zh-hans"),
        ("unit", "zh-hans"),
    ]
    assert found[0].versions == (tomorrow, today, world.texts["resident"])
    assert found[0].current == today


def test_a_translation_lags_from_the_day_the_chinese_words_change(world: World, publish: Publish) -> None:
    publish(language=Language.EN, effective_from=world.today)
    publish()
    for day, lags in ((world.today, False), (world.today + DAY, True)):
        english = words_of(world.campaign, today=day)[1]
        assert english.language == Language.EN
        assert english.lags is lags
