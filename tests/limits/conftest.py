import pytest
from pytest_django import Settings

# Port 1 answers nobody.
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def patience(settings: Settings) -> None:
    """A machine with much to do must not look like a Redis that hangs."""
    settings.REDIS_WAIT_SECONDS = 20


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
