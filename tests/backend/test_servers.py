"""What the servers of tests/servers.py promise to the tests that stand on them."""

import os
import signal
import time

import httpx
import psycopg
import pytest
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from backend import heartbeat
from backend.celery import app
from tests.backend import proc


def wait_for_heartbeat(worker):
    deadline = time.monotonic() + 30
    while heartbeat.seconds_since_last() is None:
        assert time.monotonic() < deadline, worker.output
        time.sleep(0.05)


def test_a_worker_runs_what_is_sent_by_name(celery_worker):
    app.send_task("backend.heartbeat")
    wait_for_heartbeat(celery_worker)


def test_a_killed_worker_leaves_no_process(celery_worker):
    group = celery_worker.process.pid
    members = proc.members(group)
    assert len(members) > 1
    celery_worker.kill()
    # Only the first of them is ours to wait for: on a busy machine the others take a moment to die.
    assert proc.await_end(members) == []
    assert proc.members(group) == []


def test_a_worker_goes_on_when_redis_comes_back(redis_server, celery_worker):
    redis_server.stop()
    redis_server.start()
    app.send_task("backend.heartbeat")
    wait_for_heartbeat(celery_worker)


def test_a_site_answers_on_the_tests_own_database(site):
    assert httpx.get(f"{site.url}/healthz").text == "ok\n"
    assert httpx.get(f"{site.url}/readyz").json()["database"] == "ok"


def test_a_frozen_redis_answers_nobody(redis_server):
    cache.set("key", "kept")
    redis_server.freeze()
    with pytest.raises(RedisError):
        cache.get("key")
    with pytest.raises(OperationalError):
        app.send_task("backend.heartbeat")
    redis_server.thaw()
    assert cache.get("key") == "kept"


def test_a_stopped_redis_refuses_and_keeps_what_it_held(redis_server):
    cache.set("key", "kept")
    redis_server.stop()
    with pytest.raises(RedisError):
        cache.get("key")
    with pytest.raises(OperationalError):
        app.send_task("backend.heartbeat")
    redis_server.start()
    assert cache.get("key") == "kept"


def test_a_crashed_postgresql_keeps_what_was_committed(postgres_server):
    url = postgres_server.ensure_database(role="someone", password="secret", database="something")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS value")
    postgres_server.crash()
    postgres_server.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (1,)


def test_a_server_is_gone_after_its_signal(site):
    os.kill(site.process.pid, signal.SIGTERM)
    site.process.wait(timeout=30)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{site.url}/healthz")
