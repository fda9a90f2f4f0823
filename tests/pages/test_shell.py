"""The officer's app as it is installed: a page that holds nobody's data, a manifest, a worker."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.pages.conftest import Visitor, phone
from tests.world import World

PUBLIC, STAFF = "fz.example.test", "tz.example.test"
ADDRESSES = ("officer", "officer-manifest", "officer-worker")


@pytest.fixture
def two_sites(settings: LazySettings) -> None:
    settings.PUBLIC_HOST, settings.STAFF_HOST, settings.ALLOWED_HOSTS = PUBLIC, STAFF, [PUBLIC, STAFF]


def constants(client: Client) -> dict[str, Any]:
    """What the worker is told."""
    script = client.get(reverse("officer-worker")).content.decode()
    found = re.match(r"self\.shell = (.*);\n", script)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def fetched(address: str) -> bytes:
    """The file or page at `address`."""
    answer = Client().get(address)
    assert answer.status_code == 200, address
    content: bytes = answer.getvalue()
    answer.close()
    return content


def callers(logged_in: Visitor) -> Iterator[Client]:
    yield phone()
    for name in ("officer", "colleague", "outsider", "chief", "administrator", "auditor"):
        yield logged_in(name)


@pytest.mark.parametrize("name", ADDRESSES)
def test_it_is_the_same_for_everybody(world: World, logged_in: Visitor, name: str) -> None:
    answers = [client.get(reverse(name)) for client in callers(logged_in)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("name", ADDRESSES)
def test_it_gives_no_cookie_and_no_token_and_is_asked_for_anew_each_time(world: World, name: str) -> None:
    client = phone()
    answer = client.get(reverse(name))
    assert not answer.cookies
    assert "csrf" not in answer.content.decode().lower()
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_residents_site_does_not_have_it(two_sites: None, name: str) -> None:
    assert Client(headers={"host": PUBLIC}).get(reverse(name)).status_code == 404
    assert Client(headers={"host": STAFF}).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ADDRESSES)
def test_nothing_can_be_sent_to_it(name: str) -> None:
    assert Client().post(reverse(name)).status_code == 405


def test_the_page_is_told_from_a_portals_by_the_version_the_worker_knows() -> None:
    page = Client().get(reverse("officer"))
    assert page.headers["X-Officer-Shell"] == constants(Client())["version"]


def test_the_page_names_the_residents_site_and_where_to_log_in(two_sites: None) -> None:
    page = Client(headers={"host": STAFF}).get(reverse("officer")).content.decode()
    for attribute in (f'data-public-host="{PUBLIC}"', 'data-scheme="http"', 'data-login="/officer/login/"'):
        assert attribute in page


def test_the_page_speaks_the_visitors_language() -> None:
    assert 'data-language="zh-hans"' in phone().get(reverse("officer")).content.decode()
    english = phone("en-GB").get(reverse("officer"))
    assert 'lang="en"' in english.content.decode()
    assert "Accept-Language" in english.headers["Vary"]


def test_the_manifest_makes_an_app_of_the_officers_pages() -> None:
    answer = phone().get(reverse("officer-manifest"))
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["name"], manifest["short_name"]) == ("反诈宣传台账", "宣传台账")
    assert (manifest["start_url"], manifest["scope"]) == (reverse("officer"), "/officer/")
    assert manifest["start_url"].startswith(manifest["scope"])


def test_every_icon_is_as_large_as_it_says(db: None) -> None:
    for icon in phone().get(reverse("officer-manifest")).json()["icons"]:
        picture = Image.open(BytesIO(fetched(icon["src"])))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_the_worker_keeps_files_that_exist(db: None) -> None:
    told = constants(Client())
    for address in (*told["files"], *told["extras"]):
        assert fetched(address)


def test_the_page_asks_for_no_file_that_the_worker_would_not_have_offline() -> None:
    page = Client().get(reverse("officer")).content.decode()
    told = constants(Client())
    assert told["page"] == reverse("officer")
    scripts_and_sheets = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', page)
    assert sorted(scripts_and_sheets) == sorted(told["files"])
    for name in ("decoder", "decoder-plain", "wasm"):
        found = re.search(rf'data-{name}="([^"]+)"', page)
        assert found is not None
        assert found[1] in told["extras"]


def test_another_file_makes_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = constants(Client())["version"]
    monkeypatch.setattr("outreach.pages.officer.shell.static", lambda name: f"/static/{name}?rebuilt")
    assert constants(Client())["version"] != before
