"""The pages for printing codes can be used by everyone, and lead from an order to a sheet."""

from pathlib import Path

import pypdfium2
import pytest

from outreach.codes.models import BatchState, Code, CodeBatch, CodeKind
from tests.browser.conftest import NewVisitor
from tests.servers import Server
from tests.world import World

pytestmark = pytest.mark.browser

ADDRESSES = ("", "make/", "places/", "posters/", "posters/make/")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_no_barrier_and_nothing_runs_out_of_the_window(
    world: World, new_visitor: NewVisitor, width: int, dark: bool
) -> None:
    Code.objects.filter(kind=CodeKind.PLACE, place=world.places["school"]).update(revoked_at=world.now)
    for state in BatchState:
        world.batch("leaflet", 200, state=state, drawn=80)
    chief = new_visitor(width=width, height=900, dark=dark)
    chief.log_in(world, "chief")
    revoked = (f"{world.forms[0].batch_id}/revoke/", f"posted/{world.codes['activity'].pk}/revoke/")
    for address in (*ADDRESSES, *revoked):
        chief.go(f"/dashboard/codes/{address}")
        for folded in chief.page.locator("details summary").all():
            folded.click()
        assert chief.barriers() == [], address
        assert chief.overflow() == 0, address


def test_an_order_becomes_a_sheet(world: World, celery_worker: Server, new_visitor: NewVisitor, tmp_path: Path) -> None:
    chief = new_visitor(width=1440, height=900)
    chief.log_in(world, "chief")
    chief.go("/dashboard/codes/")
    chief.press("制作一批")
    chief.choose("带回家的宣传单：每页A4八份，裁开分发")
    chief.page.get_by_label("数量").fill("12")
    chief.press("制作")
    chief.page.wait_for_url("**/dashboard/codes/")
    row = chief.page.locator(".batches > li").first
    with chief.page.expect_download() as download:
        row.get_by_text("下载打印").click()
    download.value.save_as(tmp_path / "sheet.pdf")
    assert len(pypdfium2.PdfDocument(tmp_path / "sheet.pdf")) == 2
    assert CodeBatch.objects.latest("pk").size == 12
