"""The account without privileges in which the embedded PostgreSQL runs when we were started as root.

PostgreSQL refuses to run as root. The account gets into our folders and no further: other accounts of the
machine gain nothing, as far as the file system knows access lists.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import stat
import struct
import subprocess
from pathlib import Path

import msgspec

from foundation.errors import Unavailable
from foundation.text import text

NAME = "yuzheng-postgres"

#: Linux's access lists as `acl(5)` and <linux/posix_acl_xattr.h> lay them out.
_ACL = "system.posix_acl_access"
_ACL_VERSION = struct.pack("<I", 2)
_USER_OBJ, _USER, _GROUP_OBJ, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_NO_ID = 0xFFFFFFFF
_SEARCH = 0x1


class ServerAccount(msgspec.Struct, frozen=True):
    """Who runs the server."""

    uid: int
    gid: int

    def run(self, command: list[str], *, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this account in `folder`; what it says, errors too, is in `stdout`."""
        root = os.geteuid() == 0
        return subprocess.run(  # noqa: S603  # programs of the PostgreSQL package, paths of our own
            command,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
            user=self.uid if root else None,
            group=self.gid if root else None,
            extra_groups=[] if root else None,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether the account reaches what lies in `folder`."""
        return self.run(["/bin/test", "-x", str(folder)], folder=Path("/")).returncode == 0

    def let_in(self, folder: Path) -> None:
        """Open the way to `folder`: on each parent that bars it, the right to pass, not to look around."""
        if self.can_enter(folder):
            return
        for parent in [*reversed(folder.parents), folder]:
            if not self.can_enter(parent):
                _let_pass(parent, self.uid)
        if not self.can_enter(folder):
            raise Unavailable(
                text("The database's own account cannot reach {folder}.", folder=folder),
                remedy=text("Choose another folder with YUZHENG_DATA_DIR, or start as an ordinary user."),
            )


def server_account(home: Path) -> ServerAccount:
    """Ourselves; when we are root, the owner of an existing `home`, else an account made for it."""
    owner = home.stat() if home.exists() else None
    if os.geteuid() != 0:
        if owner and owner.st_uid != os.geteuid():
            raise Unavailable(
                text("The database in {folder} belongs to another account.", folder=home),
                remedy=text("Start as the account that owns the folder."),
            )
        return ServerAccount(os.geteuid(), os.getegid())
    if owner and owner.st_uid != 0:
        return ServerAccount(owner.st_uid, owner.st_gid)
    return _own_account()


def _own_account() -> ServerAccount:
    entry = _look_up() or _create()
    return ServerAccount(entry.pw_uid, entry.pw_gid)


def _look_up() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    with contextlib.suppress(FileNotFoundError):  # not Linux; said below
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, check=False)  # noqa: S603
    entry = _look_up()  # also when another starter was quicker
    if entry is None:
        raise Unavailable(
            text("The account {name} for the database could not be made.", name=NAME),
            remedy=text("Start as an ordinary user, or name a PostgreSQL server in YUZHENG_DATABASE_URL."),
        )
    return entry


def _let_pass(folder: Path, uid: int) -> None:
    """Let one account pass through `folder`; where there are no access lists, everybody."""
    try:
        os.setxattr(folder, _ACL, _with_entry(_access_list(folder), uid))
    except (OSError, AttributeError):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)


def _access_list(folder: Path) -> dict[tuple[int, int], int]:
    """Rights by (kind, id) of an access list, made from the mode where there is none yet."""
    try:
        packed = os.getxattr(folder, _ACL)
    except OSError:
        mode = folder.stat().st_mode
        return {
            (_USER_OBJ, _NO_ID): mode >> 6 & 7,
            (_GROUP_OBJ, _NO_ID): mode >> 3 & 7,
            (_OTHER, _NO_ID): mode & 7,
        }
    entries = struct.iter_unpack("<HHI", packed[len(_ACL_VERSION) :])
    return {(kind, number): rights for kind, rights, number in entries}


def _with_entry(rights: dict[tuple[int, int], int], uid: int) -> bytes:
    """The packed list with the right to pass for `uid`, in the order the kernel asks for."""
    rights[_USER, uid] = rights.get((_USER, uid), 0) | _SEARCH
    mask = rights.get((_MASK, _NO_ID), rights[_GROUP_OBJ, _NO_ID])
    rights[_MASK, _NO_ID] = mask | _SEARCH
    entries = (struct.pack("<HHI", kind, right, number) for (kind, number), right in sorted(rights.items()))
    return _ACL_VERSION + b"".join(entries)
