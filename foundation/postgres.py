"""The database server: any PostgreSQL by its address, else an embedded one of our own in the data folder.

The embedded server listens on a socket in a folder that only its account can enter, never on the network.
Processes that use it hold a shared lock; the last one to leave stops it. The kernel drops the lock of a
process that dies, so a crash neither keeps the server busy for ever nor takes it from somebody else.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import psutil

from foundation.embedded_server import EmbeddedServer
from foundation.errors import Unavailable
from foundation.one_query import NO_ANSWER, ask
from foundation.server_account import server_account
from foundation.settings import Settings
from foundation.text import text

MINIMUM_VERSION = 15
_UPGRADE = text("Use PostgreSQL {minimum} or later.", minimum=MINIMUM_VERSION)

_SETTING = "SELECT current_setting($1)"

#: What must hold so that a power cut takes nothing that was committed.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_FLEETING = dict.fromkeys(DURABLE, "off")

#: One shared lock for each start by this process that was not yet stopped.
_held: dict[Path, list[int]] = {}


def database_url(settings: Settings) -> str:
    """The address of the database, checked; where the settings name none, the embedded server is started."""
    if not settings.database_url:
        return start_embedded(settings.data_dir)
    check_server(settings.database_url, DURABLE)
    return settings.database_url


def start_embedded(data_dir: Path, *, durable: bool = True) -> str:
    """Start the server in `data_dir`, or join the one that runs there; the address of its database.

    Call `stop_embedded` once for each start. `durable=False` is for tests: faster, and lost in a crash.
    """
    home = _home(data_dir)
    home.parent.mkdir(parents=True, exist_ok=True)
    server = EmbeddedServer(home, server_account(home))
    server.prepare()
    with _alone(home):
        server.initialise()
        if durable:
            server.settle(psutil.virtual_memory().total)
        server.start(DURABLE if durable else _FLEETING)
        server.make_database()
        url = server.url()
        check_server(url, DURABLE | {"data_checksums": "on"} if durable else {})
        _held.setdefault(home, []).append(_lock(home / "users.lock", fcntl.LOCK_SH))
    return url


def stop_embedded(data_dir: Path) -> None:
    """Leave the server in `data_dir`; it is stopped when nobody else uses it."""
    home = _home(data_dir)
    if not home.exists():
        return
    with _alone(home):
        if locks := _held.get(home):
            _release(locks.pop())
        if not _in_use(home):
            EmbeddedServer(home, server_account(home)).stop()


def check_server(url: str, required: dict[str, str]) -> None:
    """Raise `Unavailable` unless a PostgreSQL that is new enough answers and has the required settings."""
    wanted = {"server_encoding": "UTF8"} | required

    async def look(connection: asyncpg.Connection) -> tuple[int, dict[str, str]]:
        version: int = connection.get_server_version().major
        return version, {name: await connection.fetchval(_SETTING, name) for name in wanted}

    try:
        version, found = ask(url, look)
    except NO_ANSWER as error:
        raise Unavailable(
            text("The database does not answer: {reason}", reason=str(error).strip()),
            remedy=text("Check YUZHENG_DATABASE_URL, and that the server runs."),
        ) from error
    if version < MINIMUM_VERSION:
        raise Unavailable(text("PostgreSQL {version} is too old.", version=version), remedy=_UPGRADE)
    for name, value in wanted.items():
        if found[name] not in _as_good_as(name, value):
            raise Unavailable(
                text("PostgreSQL runs with {name} = {found}.", name=name, found=found[name]),
                remedy=text("Set {name} = {value}; otherwise data can be lost.", name=name, value=value),
            )


def _as_good_as(name: str, value: str) -> set[str]:
    # With replicas, remote_apply promises more than on.
    return {value, "remote_apply"} if name == "synchronous_commit" and value == "on" else {value}


def _home(data_dir: Path) -> Path:
    return data_dir.resolve() / "postgres"


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One starter or stopper at a time."""
    lock = _lock(home / "starting.lock", fcntl.LOCK_EX)
    try:
        yield
    finally:
        _release(lock)


def _in_use(home: Path) -> bool:
    """Whether any process, this one included, holds its shared lock."""
    try:
        _release(_lock(home / "users.lock", fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def _lock(file: Path, kind: int) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _release(descriptor: int) -> None:
    # Said aloud, because a forked child may hold the same open file and would keep the lock.
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
