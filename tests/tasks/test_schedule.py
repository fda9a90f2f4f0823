"""The schedule makes good every task that a broken broker lost."""

import pytest
from celery.schedules import crontab
from django.conf import settings

from backend.celery import app
from outreach.capture.imports import services as imports
from outreach.ledger import nudge
from outreach.reporting import files
from outreach.reporting import services as reporting
from tasks.schedule import SCHEDULE


@pytest.mark.parametrize("task", sorted(entry["task"] for entry in SCHEDULE.values()))
def test_what_is_scheduled_is_a_task(task: str) -> None:
    assert task in app.tasks


@pytest.mark.parametrize("task", [nudge.TASK, reporting.TASK, files.TASK, imports.TASK, "tasks.draw_batch"])
def test_what_a_service_sends_by_name_is_a_task(task: str) -> None:
    assert task in app.tasks


def test_beat_takes_the_schedule() -> None:
    app.loader.import_default_modules()
    assert app.conf.beat_schedule.items() >= SCHEDULE.items()


def test_the_fold_comes_round_every_other_second_and_does_not_pile_up() -> None:
    entry = SCHEDULE["fold"]
    assert entry == {"task": "tasks.fold", "schedule": 2, "options": {"expires": 2}}


def test_the_recount_runs_at_night_in_the_citys_own_time() -> None:
    schedule = SCHEDULE["recount"]["schedule"]
    assert isinstance(schedule, crontab)
    assert (schedule.hour, schedule.minute) == ({2}, {30})
    assert settings.CELERY_TIMEZONE == "Asia/Shanghai"
