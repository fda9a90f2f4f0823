"""Wiring: settings, routes, servers. No rule of the field lives here.

The Celery application is loaded with the package, so that a task sent by name from anywhere goes to our
broker.
"""

from backend.celery import app as celery_app

__all__ = ["celery_app"]
