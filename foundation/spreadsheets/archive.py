"""An .xlsx is a ZIP archive: its directory is judged before anything in it is unpacked (ASVS 5.2.3)."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from foundation.spreadsheets import limits
from foundation.spreadsheets.grid import FileRefused

_BROKEN = (KeyError, OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)
"""What `zipfile` raises over an archive that is not what it says; unknown methods are a RuntimeError."""


class Archive:
    """The members of a checked archive; all that is unpacked counts against one budget."""

    def __init__(self, content: bytes) -> None:
        self._zip = _open(content)
        _check_directory(self._zip.infolist())
        self._names = {name.lower().lstrip("/"): name for name in self._zip.namelist()}
        self._left = limits.UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a member; `damaged` when it is missing or broken."""
        try:
            with self._zip.open(self._names[name.lower()]) as member:
                unpacked = member.read(self._left + 1)
        except _BROKEN:
            raise FileRefused("damaged") from None
        self._left -= len(unpacked)
        if self._left < 0:
            raise FileRefused("unpacked")
        return unpacked


def _open(content: bytes) -> zipfile.ZipFile:
    # The directory's own count, read first: a list of 200,000 names would itself be a burden.
    end = content.rfind(b"PK\x05\x06")
    if end >= 0 and int.from_bytes(content[end + 10 : end + 12], "little") > limits.MEMBERS:
        raise FileRefused("members", most=limits.MEMBERS)
    try:
        return zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise FileRefused("damaged") from None


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > limits.MEMBERS:
        raise FileRefused("members", most=limits.MEMBERS)
    if sum(member.file_size for member in members) > limits.UNPACKED_BYTES:
        raise FileRefused("unpacked")
    for member in members:
        if member.flag_bits & 0x1:
            raise FileRefused("password")
        packed = max(member.compress_size, 1)
        if member.file_size > limits.RATIO_FLOOR_BYTES and member.file_size / packed > limits.RATIO:
            raise FileRefused("unpacked")
