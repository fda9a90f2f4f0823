"""Whatever else is asked for below the dashboard's address: nothing, as its visitor is told within the dashboard."""

from typing import NoReturn

from django.http import HttpRequest

from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.staff import staff_page


@staff_page
def unknown(_request: HttpRequest, _scope: Scope) -> NoReturn:
    raise Refusal("not_found")
