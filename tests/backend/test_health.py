import pytest

from backend import heartbeat


@pytest.fixture
def alive():
    """A worker has just run a scheduled task."""
    heartbeat.beat()


def test_the_process_answers_without_its_services(client, redis_server):
    redis_server.stop()
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_it_is_ready_when_all_do_their_part(client, alive):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "redis": "ok", "worker": "ok"}


@pytest.mark.django_db
def test_it_is_not_ready_without_a_worker(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == "has run no scheduled task lately"


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["stop", "freeze"])
def test_it_is_not_ready_without_redis(client, redis_server, way):
    getattr(redis_server, way)()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "database": "ok",
        "redis": "does not answer",
        "worker": "cannot be asked while Redis is down",
    }


def test_health_is_never_cached(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.django_db
def test_metrics_are_for_the_machine_itself(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"outreach_pending_lines" in answer.content
    assert b"django_http_requests" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("203.0.113.9", {}, 403),
        ("203.0.113.9", {"Authorization": "Bearer wrong"}, 403),
        ("203.0.113.9", {"Authorization": "Bearer the token"}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 403),
        ("::1", {}, 200),
    ],
)
def test_metrics_ask_a_stranger_for_the_token(client, settings, address, headers, status):
    settings.METRICS_TOKEN = "the token"
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


@pytest.mark.django_db
def test_without_a_token_no_stranger_has_it(client, settings):
    settings.METRICS_TOKEN = ""
    answer = client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": "Bearer "})
    assert answer.status_code == 403
