"""The demonstration's services together: what they keep, what they take from the environment, who may have them."""

import shutil
import socket
import time
from dataclasses import asdict
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from backend.embedded import instance, ports
from backend.embedded.services import AlreadyRunning, Services
from tests.services import folder


@pytest.fixture
def var(monkeypatch):
    """A folder for the data, which the database server's user can enter; nothing is given by the environment."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    path = folder()
    yield path / "var"
    shutil.rmtree(path)


def services(var):
    return Services(var, say=lambda sentence: None)


def test_both_answer_at_the_addresses_it_keeps(var):
    with services(var):
        kept = instance.read(var)
        with psycopg.connect(kept.database_url) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("outreach",)
        with redis.Redis.from_url(kept.redis_url) as client:
            assert client.ping()


def test_addresses_and_secrets_stay_from_run_to_run(var):
    with services(var):
        first = asdict(instance.read(var))
    with services(var):
        assert asdict(instance.read(var)) == first


def test_a_port_that_is_taken_meanwhile_is_given_up(var):
    with services(var):
        first = instance.read(var)
    port = urlsplit(first.redis_url).port
    with socket.create_server((ports.LOOPBACK, port)), services(var):
        second = instance.read(var)
        assert second.redis_url != first.redis_url
        with redis.Redis.from_url(second.redis_url) as client:
            assert client.ping()


def test_what_the_environment_gives_is_not_started(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone@db.internal/ledger")
    monkeypatch.setenv("REDIS_URL", "redis://redis.internal/0")
    with services(var) as given:
        assert not (var / "postgres").exists()
        assert not (var / "redis").exists()
        assert given.fault() is None


def test_only_one_may_have_them(var):
    with services(var) as first:
        with pytest.raises(AlreadyRunning, match="runs already; stop it first"), services(var):
            pass
        assert first.fault() is None
    with services(var):
        pass


def test_a_service_that_ended_is_named(var):
    with services(var) as running:
        assert running.fault() is None
        with redis.Redis.from_url(instance.read(var).redis_url) as client:
            client.shutdown(nosave=True)
        deadline = time.monotonic() + 30
        while running.fault() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert running.fault() == f"Redis ended by itself; its messages are in {var}/redis/redis.log."


def test_an_instance_before_its_first_run_reaches_nothing_and_has_its_secrets(tmp_path):
    fresh = instance.read(tmp_path)
    assert len(fresh.secret_key) >= 50
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(fresh.database_url)


def test_what_is_kept_is_for_its_owner_alone(tmp_path):
    kept = instance.create()
    instance.write(tmp_path, kept)
    assert instance.read(tmp_path) == kept
    assert (tmp_path / "instance.json").stat().st_mode & 0o777 == 0o600
