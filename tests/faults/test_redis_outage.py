"""Redis stopped or black-holed: acts count, limits hold, answers come, and the schedule folds later."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.conf import settings

from outreach.ledger.folding import fold_all
from outreach.ledger.models import LedgerEntry, PendingLine
from outreach.limits.models import Bucket
from tests.servers import BreakableRedis, Site
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)

Break = Callable[[BreakableRedis], None]


def install(site: Site, world: World, client: httpx.Client) -> httpx.Response:
    body = {"submission_id": str(uuid4()), "code": world.codes["activity"].text, "basis": "installed_self"}
    return client.post(f"{site.url}/api/v1/installs/", json=body, timeout=20)


@pytest.mark.parametrize("fault", [BreakableRedis.stop, BreakableRedis.freeze])
def test_acts_count_and_are_limited_without_redis(
    world: World, redis_server: BreakableRedis, new_site: Callable[..., Site], fault: Break
) -> None:
    site = new_site(REDIS_URL=redis_server.url)
    fault(redis_server)
    with httpx.Client() as client:
        answers = [install(site, world, client) for _each in range(5)]
    assert [answer.status_code for answer in answers] == [201] * 5
    assert LedgerEntry.objects.count() == PendingLine.objects.count() == 5
    assert Bucket.objects.exists()


@pytest.mark.parametrize("fault", [BreakableRedis.stop, BreakableRedis.freeze])
def test_a_write_that_could_nudge_nobody_is_folded_by_the_next_fold(
    world: World, redis_server: BreakableRedis, new_site: Callable[..., Site], fault: Break
) -> None:
    site = new_site(REDIS_URL=redis_server.url)
    fault(redis_server)
    with httpx.Client() as client:
        assert install(site, world, client).status_code == 201
    redis_server.thaw()
    assert fold_all() == 1
    assert not PendingLine.objects.exists()


def test_readiness_tells_the_operator_that_redis_is_gone(
    redis_server: BreakableRedis, new_site: Callable[..., Site], transactional_db: Any
) -> None:
    site = new_site(REDIS_URL=redis_server.url)
    redis_server.stop()
    assert settings.DEPLOYMENT == "test"
    assert httpx.get(f"{site.url}/readyz", timeout=20).status_code == 503
    assert httpx.get(f"{site.url}/healthz", timeout=20).status_code == 200
