"""The settings of the demonstration, with the routes and tables of the things it is compared with."""

import json

from backend import env
from backend.settings import *  # noqa: F403
from backend.settings import INSTALLED_APPS as _APPS
from backend.settings import LIMITS as _LIMITS

INSTALLED_APPS = [*_APPS, "bench"]
ROOT_URLCONF = "bench.urls"

# Limits are always evaluated. A part that needs more than they let through raises them, in JSON: {"act": [burst,
# refill]}.
LIMITS = {**_LIMITS, **{name: tuple(limit) for name, limit in json.loads(env.text("BENCH_LIMITS", "{}")).items()}}

# The demonstration's own beat may be running.
CELERY_BEAT_SCHEDULE_FILENAME = env.text("BENCH_HOME", ".") + "/beat-schedule"
