"""The private Redis, for real, from each place its program may come from."""

import socket
import stat

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.embedded import ports
from backend.embedded import redis as embedded

SOURCES = {"machine": embedded.machine_program(), "package": embedded.packaged_program()}


@pytest.fixture(params=[name for name, found in SOURCES.items() if found])
def program(request):
    """The program of each source that this machine has; the package's is always there."""
    return SOURCES[request.param]


@pytest.fixture
def new_server(program, tmp_path):
    """Makes servers, and stops them at the end."""
    servers = []

    def make(**changes):
        server = embedded.RedisServer(
            **{
                "home": tmp_path / "a folder",
                "port": ports.choose(),
                "password": "secret",
                "program": program,
                **changes,
            }
        )
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def server(new_server):
    made = new_server()
    made.start()
    return made


def test_it_keeps_every_write_even_when_killed(server):
    with redis.Redis.from_url(server.url()) as client:
        client.set("key", "kept")
    server.process.kill()
    server.process.wait()
    server.start()
    with redis.Redis.from_url(server.url()) as client:
        assert client.get("key") == b"kept"


def test_it_asks_for_its_password(server):
    once = Retry(NoBackoff(), 0)
    with redis.Redis(port=server.port, retry=once) as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_it_listens_on_the_loopback_address_alone(server):
    with redis.Redis.from_url(server.url()) as client:
        assert client.config_get("bind") == {"bind": "127.0.0.1"}


def test_its_numbered_databases_are_apart(server):
    with redis.Redis.from_url(server.url(0)) as zero, redis.Redis.from_url(server.url(3)) as three:
        zero.set("key", "zero")
        assert three.get("key") is None


def test_a_port_in_use_is_told_in_the_servers_own_words(new_server):
    with socket.create_server(("127.0.0.1", 0)) as other:
        server = new_server(port=other.getsockname()[1])
        with pytest.raises(embedded.RedisError, match="in use"):
            server.start()


def test_its_program_can_be_run(program):
    assert program.stat().st_mode & stat.S_IXUSR
