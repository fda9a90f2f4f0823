"""The search for doubts is a task that anybody may send, any number of times."""

from outreach.reporting.models import Doubt
from tasks.doubts import find_doubts
from tasks.schedule import SCHEDULE
from tests.reporting.suspects import MINUTE, noon, sign_each
from tests.world import World


def test_the_task_lists_what_is_doubtful_in_the_last_days(world: World) -> None:
    sign_each(world, world.codes["activity"], [noon(world) + number * MINUTE for number in range(4)], "phone")
    for _run in range(2):
        find_doubts()
    assert Doubt.objects.count() == 1


def test_it_comes_round_every_five_minutes_and_does_not_pile_up() -> None:
    assert SCHEDULE["find doubts"] == {"task": "tasks.find_doubts", "schedule": 300, "options": {"expires": 300}}
