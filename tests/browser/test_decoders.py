"""The scanner by itself, before a fed camera: what it reads, with which decoder, and what it says when it cannot.

A page of the test's own loads the modules as the app does, under the same content policy.
"""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from playwright.sync_api import Route, sync_playwright

from outreach.codes.alphabet import text_from
from tests.browser.cameras import CameraVisitor, film, looking_through, photo
from tests.browser.visitors import Chromium, Visitor

pytestmark = pytest.mark.browser

WASM, DECODER, PLAIN = "**/zxing_reader.wasm", "**/dist/decoder.js", "**/dist/decoder-plain.js"
FOLDERS: Final = {
    "dist": Path(settings.BASE_DIR) / "frontend" / "dist",
    "src": Path(settings.BASE_DIR) / "frontend" / "src",
    "page": Path(__file__).with_name("scanning"),
}
POLICY: Final = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]


def address(number: int) -> str:
    return f"https://FZ.EXAMPLE.CN/Q/{text_from(number.to_bytes(20, 'big') * 2)}"


class Files(SimpleHTTPRequestHandler):
    """The scanner's files, and the page that loads them."""

    def __init__(self, *args: Any, without: str, **options: Any) -> None:
        self.policy = "; ".join(f"{name} {' '.join(values)}" for name, values in POLICY.items()).replace(without, "")
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        folder, _, name = path.partition("?")[0].lstrip("/").partition("/")
        return str(FOLDERS.get(folder, FOLDERS["page"]) / (name or "index.html"))

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def policy_lacks() -> str:
    """What the pages' content policy is served without: nothing, but where a test says otherwise."""
    return ""


@pytest.fixture
def camera(policy_lacks: str) -> Iterator[CameraVisitor]:
    """As camera_visitor, before the scanner's page instead of the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, without=policy_lacks))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with sync_playwright() as playwright:
        chromium = Chromium(playwright, f"http://127.0.0.1:{server.server_port}")
        yield looking_through(chromium)
        chromium.close()
    server.shutdown()
    thread.join()
    server.server_close()
    for visitor in chromium.visitors:
        assert visitor.elsewhere == []


def opened(visitor: Visitor, *, without: tuple[str, ...] = ()) -> Visitor:
    """The scanner's page, its decoder loaded; the files `without` cannot be had."""
    for pattern in without:
        visitor.context.route(pattern, lambda route: route.abort())
    visitor.go("/")
    visitor.page.wait_for_function("() => window.bench")
    visitor.page.evaluate("() => bench.load()")
    return visitor


def told(visitor: Visitor) -> dict[str, Any]:
    heard: dict[str, Any] = visitor.page.evaluate("() => bench.told")
    return heard


def scanned(visitor: Visitor, count: int) -> dict[str, Any]:
    """What the scanner tells until it has seen `count` different codes."""
    visitor.page.evaluate("() => bench.scan()")
    visitor.page.wait_for_function(
        "(count) => bench.told.error || new Set(bench.told.codes).size >= count", arg=count, timeout=30_000
    )
    return told(visitor)


def test_every_code_is_told_once(camera: CameraVisitor, tmp_path: Path) -> None:
    addresses = [address(number) for number in range(1, 21)]
    heard = scanned(opened(camera(film(tmp_path, addresses))), 20)
    assert (heard["decoder"], heard["codes"], heard["again"]) == ("zxing", addresses, [])


@pytest.mark.parametrize("missing", [(WASM,), (DECODER,)], ids=["wasm", "script"])
def test_without_webassembly_the_plain_decoder_reads(
    camera: CameraVisitor, tmp_path: Path, missing: tuple[str, ...]
) -> None:
    addresses = [address(number) for number in range(1, 9)]
    heard = scanned(opened(camera(film(tmp_path, addresses)), without=missing), 8)
    assert (heard["decoder"], heard["codes"]) == ("plain", addresses)


@pytest.mark.parametrize("policy_lacks", ["'wasm-unsafe-eval'"])
def test_an_engine_that_refuses_webassembly_reads_with_the_plain_decoder(camera: CameraVisitor, tmp_path: Path) -> None:
    heard = scanned(opened(camera(film(tmp_path, [address(1)]))), 1)
    assert (heard["decoder"], heard["codes"]) == ("plain", [address(1)])


def test_nobody_waits_for_webassembly_longer_than_ten_seconds(camera: CameraVisitor) -> None:
    phone = camera(None)
    waiting: list[Route] = []
    phone.context.route(WASM, lambda route: waiting.append(route))
    phone.page.clock.install()
    phone.go("/")
    phone.page.wait_for_function("() => window.bench")
    phone.page.evaluate("() => void bench.load()")
    while not waiting:
        phone.page.wait_for_timeout(50)
    phone.page.clock.fast_forward(10_000)
    phone.page.wait_for_function("() => bench.told.decoder === 'plain'")


def test_a_phone_without_any_decoder_says_so_and_may_try_again(camera: CameraVisitor) -> None:
    phone = opened(camera(None), without=(DECODER, PLAIN))
    assert "decoder-plain.js" in told(phone)["error"]
    phone.context.unroute(DECODER)
    phone.page.evaluate("() => bench.load()")
    assert told(phone)["decoder"] == "zxing"


def test_a_code_held_before_the_lens_is_told_again_once(camera: CameraVisitor, tmp_path: Path) -> None:
    phone = opened(camera(film(tmp_path, [address(1)], shown=300)))
    phone.page.evaluate("() => bench.scan()")
    phone.page.wait_for_timeout(6_000)
    heard = told(phone)
    assert (heard["codes"], heard["again"]) == ([address(1)], [address(1)])


def test_a_code_of_someone_else_is_told_too(camera: CameraVisitor, tmp_path: Path) -> None:
    texts = ["https://pay.example.com/p?id=1", "WIFI:T:WPA;S:net;P:secret;;", "反诈宣传"]
    heard = scanned(opened(camera(film(tmp_path, texts))), 3)
    assert sorted(heard["codes"]) == sorted(texts)


@pytest.mark.parametrize(
    ("clip", "answer", "reason"), [(False, "granted", "none"), (True, "denied", "denied")], ids=["none", "denied"]
)
def test_the_reason_for_no_picture_is_told(
    camera: CameraVisitor, tmp_path: Path, clip: bool, answer: str, reason: str
) -> None:
    phone = opened(camera(film(tmp_path, [None]) if clip else None, answer=answer))
    phone.page.evaluate("() => bench.scan()")
    assert told(phone)["error"] == reason


def test_a_hidden_page_gives_the_camera_back(camera: CameraVisitor, tmp_path: Path) -> None:
    phone = opened(camera(film(tmp_path, [address(1)], shown=30)))
    phone.page.evaluate("() => bench.scan()")
    phone.page.wait_for_function("() => bench.told.codes.length === 1")
    phone.page.evaluate("() => { window.track = video.srcObject.getVideoTracks()[0]; }")
    _hide(phone, hidden=True)
    assert phone.page.evaluate("() => [window.track.readyState, video.srcObject]") == ["ended", None]
    looks = told(phone)["looks"]
    phone.page.wait_for_timeout(2000)
    assert told(phone)["looks"] <= looks + 1
    _hide(phone, hidden=False)
    phone.page.wait_for_function("() => bench.told.codes.length === 2")


def test_a_photo_is_read_with_either_decoder(camera: CameraVisitor) -> None:
    for missing in ((), (WASM,)):
        phone = opened(camera(None), without=missing)
        for name, picture, text in (("a.jpg", photo(address(3)), address(3)), ("b.jpg", b"no picture", None)):
            phone.page.set_input_files("#photo", {"name": name, "mimeType": "image/jpeg", "buffer": picture})
            phone.page.wait_for_function("() => bench.told.photo !== undefined")
            assert (
                phone.page.evaluate("() => { const t = bench.told.photo; delete bench.told.photo; return t }") == text
            )


@pytest.mark.parametrize(
    "hardship",
    [{"angle": 30}, {"side": 110}, {"angle": 20, "blur": 1.5, "side": 160}],
    ids=["turned", "far", "turned-blurred-far"],
)
@pytest.mark.parametrize("missing", [(), (WASM,)], ids=["zxing", "plain"])
def test_hard_pictures_are_read(
    camera: CameraVisitor, tmp_path: Path, missing: tuple[str, ...], hardship: dict[str, float]
) -> None:
    addresses = [address(number) for number in range(1, 11)]
    clip = film(tmp_path, addresses, shown=8, between=2, **hardship)  # type: ignore[arg-type]
    heard = scanned(opened(camera(clip), without=missing), 10)
    # More than one showing means that codes were missed: this prints how often the film had to begin again.
    milliseconds = heard["milliseconds"] / heard["looks"]
    print(f"{heard['decoder']}, {hardship}: {len(heard['codes'])} sightings of 10, {milliseconds:.1f} ms a look")
    assert set(heard["codes"]) == set(addresses)


@pytest.mark.parametrize("kind", ["good", "held", "again", "wrong"])
def test_how_a_scan_went_is_shown_for_a_moment(camera: CameraVisitor, kind: str) -> None:
    phone = opened(camera(None))
    phone.page.mouse.click(5, 5)
    phone.page.evaluate("(kind) => bench.signal(kind)", kind)
    assert phone.page.evaluate("() => document.documentElement.dataset.signal") == kind
    phone.page.wait_for_function("() => document.documentElement.dataset.signal === undefined")
    assert phone.complaints == []


def _hide(phone: Visitor, *, hidden: bool) -> None:
    phone.page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )
