"""The device cookie: found again, never stored, worth nothing to anybody else."""

from django.http import HttpResponse
from django.test import RequestFactory

from outreach.edge.devices import COOKIE, KEPT, device_of

RAW = "0123456789abcdef" * 2


def test_a_device_is_known_by_its_cookie(rf: RequestFactory) -> None:
    one, again = (device_of(rf.get("/", headers={"Cookie": f"{COOKIE}={RAW}"})) for _ in range(2))
    assert one == again
    assert (one.raw, one.is_new) == (RAW, False)


def test_its_mark_does_not_show_the_cookie(rf: RequestFactory) -> None:
    device = device_of(rf.get("/", headers={"Cookie": f"{COOKIE}={RAW}"}))
    assert len(device.mark) == 64
    assert RAW not in device.mark
    assert device.principal.name == f"device:{device.mark}"


def test_a_request_without_cookie_is_one_new_device_throughout(rf: RequestFactory) -> None:
    request = rf.get("/")
    assert device_of(request) is device_of(request)
    assert device_of(request).is_new
    assert device_of(request).mark != device_of(rf.get("/")).mark


def test_a_cookie_that_is_not_ours_is_replaced(rf: RequestFactory) -> None:
    for forged in ("", "x", RAW.upper(), RAW + "0", RAW + "%0a"):
        device = device_of(rf.get("/", headers={"Cookie": f"{COOKIE}={forged}"}))
        assert device.is_new
        assert device.raw != forged


def test_a_new_device_is_remembered_for_a_season(rf: RequestFactory) -> None:
    response = HttpResponse()
    request = rf.get("/", secure=True)
    device_of(request).remember_on(response, request)
    cookie = response.cookies[COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (KEPT.total_seconds(), True, "Lax")
    assert cookie["secure"] is True


def test_a_known_device_is_not_told_again(rf: RequestFactory) -> None:
    response = HttpResponse()
    request = rf.get("/", headers={"Cookie": f"{COOKIE}={RAW}"})
    device_of(request).remember_on(response, request)
    assert not response.cookies
