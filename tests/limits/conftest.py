import shutil
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from backend.embedded.redis import RedisServer
from tests import services

# Port 1 answers nobody.
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(params=["redis", "database"])
def either_store(request: pytest.FixtureRequest) -> str:
    """The test runs twice: on Redis, and without one."""
    store: str = request.param
    if store == "database":
        request.getfixturevalue("without_redis")
    return store


@pytest.fixture
def without_redis(settings: Settings) -> None:
    settings.REDIS_URL = NOWHERE


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis server that the test may stop and hang."""
    home = services.folder()
    server = services.new_redis(home)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(home)
