"""The embedded server survives crashes, is shared between processes and shows itself to nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from foundation import postgres
from foundation.embedded_server import EmbeddedServer
from foundation.errors import Unavailable
from foundation.postgres import check_server, database_url, start_embedded, stop_embedded
from foundation.server_account import server_account
from foundation.settings import Settings

_USER = """
import sys
from pathlib import Path
from foundation.postgres import start_embedded, stop_embedded
folder = Path(sys.argv[1])
print(start_embedded(folder, durable=False), flush=True)
sys.stdin.read()
stop_embedded(folder)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder; whatever runs in it is stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="yz", dir="/tmp") as parent:
        path = Path(parent) / "var"
        yield path
        while postgres._held.get(path.resolve() / "postgres"):
            stop_embedded(path)
        stop_embedded(path)


@pytest.fixture(scope="module")
def lasting() -> Iterator[Path]:
    """A data folder with a durable server that no test harms."""
    with tempfile.TemporaryDirectory(prefix="yz", dir="/tmp") as parent:
        path = Path(parent) / "var"
        start_embedded(path)
        yield path
        stop_embedded(path)


def server(folder: Path) -> EmbeddedServer:
    home = folder.resolve() / "postgres"
    return EmbeddedServer(home, server_account(home))


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def another_user(folder: Path) -> subprocess.Popen[str]:
    """A process that uses the server until its standard input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", _USER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("", timeout=60)
    assert process.returncode == 0


def postmasters(folder: Path) -> list[int]:
    """Every server on this folder, whether or not its file names it."""
    cluster = str(server(folder).cluster)
    found = psutil.process_iter(["pid", "cmdline"])
    return [process.pid for process in found if cluster in (process.info["cmdline"] or [])]


def wait_until_gone(number: int) -> None:
    deadline = time.monotonic() + 20
    while psutil.pid_exists(number):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_application_owns_its_database_and_is_no_superuser(lasting: Path) -> None:
    url = server(lasting).url()
    assert ask(url, "SELECT usesuper FROM pg_user WHERE usename = current_user") is False
    assert (
        ask(url, "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()")
        == "yuzheng"
    )
    for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
        assert ask(url, f"SHOW {name}") == "on"
    assert ask(url, "SHOW server_encoding") == "UTF8"


def test_only_our_account_can_reach_it(lasting: Path) -> None:
    url = server(lasting).url()
    assert ask(url, "SHOW listen_addresses") == ""
    mode = server(lasting).socket_dir.stat().st_mode
    assert mode & 0o077 == 0


def test_way_is_opened_for_the_servers_account_only(folder: Path) -> None:
    folder.parent.chmod(0o700)
    start_embedded(folder, durable=False)
    # The group bits of a folder with an access list show the list's mask; the others' bits stay their own.
    assert folder.parent.stat().st_mode & 0o007 == 0
    named = "system.posix_acl_access" in os.listxattr(folder.parent)
    assert named is (os.geteuid() == 0)


def test_last_to_leave_stops_it(folder: Path) -> None:
    url = start_embedded(folder, durable=False)
    number = server(folder).running()
    assert number is not None
    other = another_user(folder)
    assert address_of(other) == url
    stop_embedded(folder)
    assert server(folder).running() == number
    leave(other)
    wait_until_gone(number)
    assert server(folder).running() is None


def test_two_starts_in_one_process_need_two_stops(folder: Path) -> None:
    start_embedded(folder, durable=False)
    start_embedded(folder, durable=False)
    stop_embedded(folder)
    assert server(folder).running() is not None
    stop_embedded(folder)
    assert server(folder).running() is None


def test_starters_at_the_same_moment_share_one_server(folder: Path) -> None:
    users = [another_user(folder) for _ in range(4)]
    addresses = {address_of(user) for user in users}
    assert len(addresses) == 1
    assert ask(addresses.pop(), "SELECT 1") == 1
    assert len(postmasters(folder)) == 1
    for user in users:
        leave(user)
    assert server(folder).running() is None


def test_user_that_died_does_not_keep_it_running(folder: Path) -> None:
    other = another_user(folder)
    address_of(other)
    other.kill()
    other.communicate()
    assert server(folder).running() is not None
    start_embedded(folder, durable=False)
    stop_embedded(folder)
    assert server(folder).running() is None


def test_killed_server_starts_again_with_what_was_committed(folder: Path) -> None:
    url = start_embedded(folder)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (value int)")
        connection.execute("INSERT INTO kept VALUES (3)")
    number = server(folder).running()
    assert number is not None
    os.kill(number, signal.SIGKILL)
    assert start_embedded(folder) == url
    assert ask(url, "SELECT value FROM kept") == 3
    assert server(folder).running() != number


def test_process_number_taken_over_by_another_program(folder: Path) -> None:
    start_embedded(folder, durable=False)
    number = server(folder).running()
    assert number is not None
    os.kill(number, signal.SIGKILL)
    wait_until_gone(number)
    cluster = server(folder).cluster
    # A program of the same account: PostgreSQL by itself refuses to start beside it.
    account = server_account(server(folder).home)
    become = {"user": account.uid, "group": account.gid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], cwd="/", **become) as stranger:  # type: ignore[call-overload]
        try:
            for file in (cluster / "postmaster.pid", server(folder).socket_dir / ".s.PGSQL.5432.lock"):
                file.write_text("\n".join([str(stranger.pid), *file.read_text().split("\n")[1:]]))
            url = start_embedded(folder, durable=False)
            assert ask(url, "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_half_made_cluster_is_made_anew(folder: Path) -> None:
    half = server(folder).home / "data.new"
    start_embedded(folder, durable=False)
    stop_embedded(folder)
    server(folder).cluster.rename(half)
    (half / "PG_VERSION").write_text("half")
    url = start_embedded(folder, durable=False)
    assert ask(url, "SELECT 1") == 1
    assert not half.exists()


def test_long_path_gets_a_short_private_socket(folder: Path) -> None:
    deep = folder / ("深" * 30) / ("d" * 60)
    url = start_embedded(deep, durable=False)
    try:
        socket_dir = server(deep).socket_dir
        assert socket_dir.parent == Path("/tmp")
        assert socket_dir.stat().st_mode & 0o077 == 0
        assert ask(url, "SELECT 1") == 1
    finally:
        stop_embedded(deep)
    socket_dir.rmdir()
    socket_dir.mkdir(mode=0o777)
    socket_dir.chmod(0o777)
    try:
        with pytest.raises(Unavailable, match="private folder"):
            start_embedded(deep, durable=False)
    finally:
        socket_dir.rmdir()


def test_server_that_could_lose_data_is_refused(folder: Path) -> None:
    url = start_embedded(folder, durable=False)
    with pytest.raises(Unavailable, match="fsync = off"):
        start_embedded(folder)
    with pytest.raises(Unavailable, match="fsync = off"):
        database_url(Settings(database_url=url))


def test_data_of_another_version_is_left_alone(folder: Path) -> None:
    start_embedded(folder, durable=False)
    stop_embedded(folder)
    (server(folder).cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unavailable, match="PostgreSQL 17"):
        start_embedded(folder, durable=False)


def test_broken_configuration_is_told_with_its_reason(folder: Path) -> None:
    start_embedded(folder, durable=False)
    stop_embedded(folder)
    with (server(folder).cluster / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'much'\n")
    with pytest.raises(Unavailable, match="contains errors"):
        start_embedded(folder, durable=False)


def test_log_holds_nobodys_data(lasting: Path) -> None:
    url = server(lasting).url()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (number text UNIQUE)")
        connection.execute("INSERT INTO people VALUES ('369999199001011234')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('369999199001011234')")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT '369999199001011234'::uuid")
    log = server(lasting).log.read_text()
    assert "ready to accept connections" in log
    assert "369999199001011234" not in log


def test_named_server_is_used_and_none_is_started(lasting: Path) -> None:
    url = server(lasting).url()
    elsewhere = lasting.parent / "elsewhere"
    assert database_url(Settings(database_url=url, data_dir=elsewhere)) == url
    assert not elsewhere.exists()


def test_embedded_server_is_used_when_none_is_named(folder: Path) -> None:
    assert ask(database_url(Settings(data_dir=folder)), "SELECT current_database()") == "yuzheng"


def test_silent_server_is_told() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        check_server("postgresql://nobody@127.0.0.1:1/nothing", {})


def test_old_server_is_refused(lasting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server(lasting).url()
    monkeypatch.setattr(postgres, "MINIMUM_VERSION", 99)
    with pytest.raises(Unavailable, match="too old"):
        check_server(url, {})
