"""The Celery application. Its settings are the ``CELERY_`` ones of ``backend.settings``."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import import_modules

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("outreach")
app.config_from_object("django.conf:settings", namespace="CELERY")


@import_modules.connect(weak=False)
def load_schedule(**_: Any) -> None:
    """Take the schedule from ``tasks.schedule``, and add the heartbeat.

    Not in the settings: tasks import models, which exist only once Django is set up. Celery sends this signal
    to workers and to beat after its own Django receiver has done that.
    """
    heartbeat = import_module("backend.heartbeat")
    app.conf.beat_schedule = {
        **import_module("tasks.schedule").SCHEDULE,
        "heartbeat": {"task": heartbeat.beat.name, "schedule": heartbeat.INTERVAL_SECONDS},
    }
