"""What a newcomer is given, and what `var/demo.json` tells about it."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from outreach.campaigns.models import Campaign
from outreach.codes.models import Code, CodeKind
from outreach.codes.selectors import CodeState, state_of
from outreach.demonstration.cast import Cast
from outreach.demonstration.newcomer import demo_file, receive_newcomer
from outreach.organisation.models import Officer, Role
from outreach.organisation.scope import scope_of


@pytest.fixture(autouse=True)
def cast(city: Cast, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    """The city's cast, after a newcomer was received there."""
    settings.VAR_DIR = tmp_path / "var"
    with transaction.atomic():
        receive_newcomer(city)
        yield city
        transaction.set_rollback(True)


def told() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(demo_file().read_text(encoding="utf-8"))
    return content


def officer(login: str) -> Officer:
    return Officer.objects.get(username=told()["logins"][login]["username"])


def test_it_has_the_promised_shape(settings: Any) -> None:
    demo = told()
    assert demo["base_url"] == f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST}"
    assert demo["campaign"] == "trial"
    assert set(demo["logins"]) == {"officer", "colleague", "outsider", "chief", "administrator", "auditor"}
    assert all(set(login) == {"username", "password"} for login in demo["logins"].values())
    assert set(demo["codes"]) == {"activity", "place", "forms", "leaflets"}
    assert (len(demo["codes"]["forms"]), len(demo["codes"]["leaflets"])) == (20, 20)


def test_only_its_owner_may_read_it() -> None:
    assert stat.S_IMODE(demo_file().stat().st_mode) == 0o600


def test_every_password_works() -> None:
    for login in told()["logins"].values():
        assert Officer.objects.get(username=login["username"]).check_password(login["password"])


def test_the_colleague_works_at_the_officers_station_and_the_outsider_does_not() -> None:
    home, colleagues, others = (scope_of(officer(name)).writes for name in ("officer", "colleague", "outsider"))
    assert home == colleagues and not home & others


@pytest.mark.parametrize(
    ("login", "role"),
    [
        ("officer", Role.OFFICER),
        ("chief", Role.CHIEF),
        ("administrator", Role.ADMINISTRATOR),
        ("auditor", Role.AUDITOR),
    ],
)
def test_each_login_has_its_role(login: str, role: Role) -> None:
    assert scope_of(officer(login)).role == role


def test_every_code_is_good_and_belongs_to_the_trial() -> None:
    codes = told()["codes"]
    for text in (codes["activity"], codes["place"], *codes["forms"], *codes["leaflets"]):
        code = Code.objects.select_related("campaign").get(text=text)
        assert code.campaign.slug == "trial" and state_of(code, timezone.now()) == CodeState.ACTIVE


def test_the_codes_are_of_their_kinds() -> None:
    codes = told()["codes"]
    kinds = [Code.objects.get(text=text).kind for text in (codes["activity"], codes["place"])]
    assert kinds == [CodeKind.ACTIVITY, CodeKind.PLACE]
    assert set(Code.objects.filter(text__in=codes["forms"]).values_list("kind", flat=True)) == {CodeKind.FORM}
    assert set(Code.objects.filter(text__in=codes["leaflets"]).values_list("kind", flat=True)) == {CodeKind.LEAFLET}


def test_the_trial_is_open_today() -> None:
    trial = Campaign.objects.get(slug="trial")
    assert trial.starts_on < timezone.localdate() and trial.ends_on is None and not trial.is_demonstration


def test_every_station_has_activity_codes_for_its_phones() -> None:
    pool = Code.objects.filter(campaign__slug="trial", kind=CodeKind.ACTIVITY, batch__isnull=False)
    assert pool.values("unit").distinct().count() == 8


def test_it_is_kept_as_long_as_it_fits(cast: Cast) -> None:
    before, codes = told(), Code.objects.count()
    receive_newcomer(cast)
    assert told() == before and Code.objects.count() == codes


def test_another_address_is_told_with_the_same_logins(cast: Cast, settings: Any) -> None:
    before = told()
    settings.PUBLIC_HOST = "127.0.0.1:8123"
    receive_newcomer(cast)
    assert told() == {**before, "base_url": f"{settings.SITE_SCHEME}://127.0.0.1:8123"}
    assert stat.S_IMODE(demo_file().stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"codes": {"activity": "OF ANOTHER DATABASE"}}'])
def test_a_file_that_does_not_fit_is_written_anew(cast: Cast, content: str) -> None:
    old = told()["logins"]["officer"]["password"]
    demo_file().write_text(content)
    receive_newcomer(cast)
    assert told()["logins"]["officer"]["password"] != old
    assert officer("officer").check_password(told()["logins"]["officer"]["password"])


def test_a_lost_file_is_written_anew_with_fresh_codes(cast: Cast) -> None:
    old = told()["codes"]["forms"]
    demo_file().unlink()
    receive_newcomer(cast)
    assert not set(told()["codes"]["forms"]) & set(old)
