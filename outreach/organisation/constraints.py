"""Which rule of the database was broken, for services that say it in words beside a field."""

from django.db import IntegrityError


def violated(error: IntegrityError) -> str:
    """The name of the constraint that psycopg says was violated; empty where it names none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
