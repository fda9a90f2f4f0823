"""The private PostgreSQL, for real, from each place its programs may come from."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from backend.embedded import ports, postgres, processes
from tests.backend import proc
from tests.services import folder

SOURCES = {
    "machine": next(postgres.machine_binaries(), None),
    "package": next(postgres.packaged_binaries()),
}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand its servers to another user")


@pytest.fixture(params=[name for name, found in SOURCES.items() if found])
def binaries(request):
    """The newest programs of each source that this machine has; the package's are always there."""
    return SOURCES[request.param]


@pytest.fixture
def home():
    path = folder()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def new_server(home):
    """Makes servers, and stops them at the end."""
    servers = []

    def make(binaries, account=None, **changes):
        server = postgres.PostgresServer(
            **{
                "home": home,
                "port": ports.choose(),
                "administrator_password": "it's a secret",
                "binaries": binaries,
                "account": account or processes.unprivileged_account(),
                "fragile": True,
                **changes,
            }
        )
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def server(new_server, binaries):
    made = new_server(binaries)
    made.start()
    return made


def database(server):
    return server.ensure_database(role="outreach", password="p@ss/word", database="outreach")


def test_it_starts_keeps_its_data_and_stops(server):
    with psycopg.connect(database(server)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS value")
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database_url := server.url("outreach", "p@ss/word", "outreach"))
    server.start()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (1,)


def test_the_role_owns_its_database_and_is_no_superuser(server):
    with psycopg.connect(database(server)) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, pg_get_userbyid(datdba)"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        ).fetchone()
    assert row == (False, True, False, "outreach")


def test_it_speaks_utf8_and_asks_everyone_for_a_password(server):
    with psycopg.connect(database(server)) as connection:
        assert connection.execute("SELECT '反诈'::text, length('反诈')").fetchone() == ("反诈", 2)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url("outreach", "wrong", "outreach"))
    lines = (server.data / "pg_hba.conf").read_text().splitlines()
    methods = {line.split()[-1] for line in lines if line.strip() and not line.startswith("#")}
    assert methods == {"scram-sha-256"}


def test_it_listens_on_the_loopback_address_alone(server):
    with psycopg.connect(database(server)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
    assert list(server.home.rglob(".s.PGSQL.*")) == []


def test_making_the_database_again_changes_its_password_and_nothing_else(server):
    with psycopg.connect(database(server)) as connection:
        connection.execute("CREATE TABLE kept ()")
    again = server.ensure_database(role="outreach", password="another", database="outreach")
    with psycopg.connect(again) as connection:
        assert connection.execute("SELECT FROM kept").rowcount == 0


def test_it_recovers_from_a_crash(server):
    with psycopg.connect(database(server)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS value")
    server.crash()
    server.start()
    with psycopg.connect(database(server)) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (1,)


def test_a_lock_file_that_names_another_program_does_not_keep_it_from_starting(server):
    server.stop()
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with bystander:
        (server.data / "postmaster.pid").write_text(f"{bystander.pid}\n{server.data}\n")
        server.start()
        assert bystander.poll() is None
        bystander.kill()


def test_a_server_that_an_earlier_run_left_is_ended_first(server, new_server):
    database(server)
    orphan = server.process
    successor = new_server(server.binaries)
    successor.start()
    assert orphan.wait(timeout=30) == 0
    with psycopg.connect(database(successor)):
        pass


def test_an_interrupted_first_start_leaves_nothing_in_the_way(home, new_server, binaries):
    (home / "data.new").mkdir()
    (home / "data.new" / "PG_VERSION").write_text("half a cluster")
    server = new_server(binaries)
    server.start()
    assert postgres.kept_major(home) == binaries.major


def test_a_port_in_use_is_told_in_the_servers_own_words(new_server, binaries):
    with socket.create_server(("127.0.0.1", 0)) as other:
        server = new_server(binaries, port=other.getsockname()[1])
        with pytest.raises(postgres.PostgresError, match="Address already in use"):
            server.start()


def test_it_ends_with_the_process_that_started_it(home, binaries):
    code = (
        "from pathlib import Path; from backend.embedded import postgres, ports, processes\n"
        f"server = postgres.PostgresServer(home=Path({str(home)!r}), port=ports.choose(),"
        " administrator_password='x', account=processes.unprivileged_account(), fragile=True,"
        f" binaries=postgres.Binaries(Path({str(binaries.folder)!r}), {binaries.major}))\n"
        "server.start(); print('up', flush=True); input()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout.readline() == b"up\n"
        started = proc.descendants(parent.pid)
        assert started
        parent.kill()
    assert proc.await_end(started) == []


def test_data_is_opened_by_the_version_that_made_it(server):
    assert postgres.find_binaries(postgres.kept_major(server.home)).major == server.binaries.major


def test_data_of_a_version_that_is_gone_is_told_so():
    with pytest.raises(postgres.PostgresError, match="PostgreSQL 99, which the kept data needs, is not on this"):
        postgres.find_binaries(99)


@as_root
def test_without_a_postgres_user_nobody_runs_it(new_server, binaries):
    import pwd

    entry = pwd.getpwnam("nobody")
    server = new_server(binaries, account=processes.Account("nobody", entry.pw_uid, entry.pw_gid))
    server.start()
    assert (server.data / "PG_VERSION").stat().st_uid == entry.pw_uid
    with psycopg.connect(database(server)):
        pass


@as_root
def test_data_go_where_the_servers_user_can_come_and_are_found_again(tmp_path):
    tmp_path.chmod(0o700)
    account = processes.unprivileged_account()
    wanted = tmp_path / "postgres"
    home = postgres.reachable_home(wanted, account)
    try:
        assert home != wanted
        assert account.can_enter(home)
        assert postgres.reachable_home(wanted, account) == home
    finally:
        shutil.rmtree(home)


def test_data_stay_where_the_servers_user_can_come(home):
    assert postgres.reachable_home(home / "postgres", processes.unprivileged_account()) == home / "postgres"


@as_root
def test_programs_that_the_servers_user_cannot_reach_are_copied(home, new_server, tmp_path):
    package = SOURCES["package"]
    inside = package.folder.relative_to(package.folder.parents[2])
    for name in (inside.parts[0], f"{inside.parts[0]}.libs"):
        shutil.copytree(package.folder.parents[2] / name, tmp_path / name, symlinks=True)
    tmp_path.chmod(0o700)
    server = new_server(postgres.Binaries(tmp_path / inside, package.major))
    server.start()
    executable = Path(f"/proc/{server.process.pid}/exe").resolve()
    assert executable == home / f"programs-{package.major}" / inside / "postgres"
