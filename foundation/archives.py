"""A ZIP file that grows by one finished file at a time and can be gone on with after a crash.

Files are stored as they are: what is put in is compressed already. No more than one of them is in memory, and
of those before it a line each is known (APPNOTE.TXT 6.3.10, with its 64-bit records).
"""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from typing import BinaryIO, Final

import msgspec

_LIMIT: Final = 0xFFFF_FFFF
_MANY: Final = 0xFFFF
_PLAIN, _LARGE = 20, 45
_UTF8: Final = 0x0800


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One file in the archive."""

    name: str
    checksum: int
    size: int
    place: int


class Zip(msgspec.Struct):
    """What is known of an archive while it grows; it can be kept and taken up again."""

    stamp: int
    entries: list[Entry] = []
    place: int = 0

    def add(self, file: BinaryIO, name: str, content: bytes) -> None:
        """Put a file at the end. Nothing in it may be 4 GB large."""
        entry = Entry(name, zlib.crc32(content), len(content), self.place)
        written = name.encode()
        head = struct.pack("<4s5H", b"PK\3\4", _PLAIN, _UTF8, 0, self.stamp & 0xFFFF, self.stamp >> 16)
        file.write(head + struct.pack("<3I2H", entry.checksum, entry.size, entry.size, len(written), 0))
        file.write(written + content)
        self.entries.append(entry)
        self.place += 30 + len(written) + entry.size

    def finish(self, file: BinaryIO) -> None:
        """Write the list of all files, by which programs open the archive."""
        listed = b"".join(map(self._listed, self.entries))
        count = len(self.entries)
        file.write(listed)
        if self.place > _LIMIT or count >= _MANY:
            file.write(self._large_end(count, len(listed)))
        few, size, place = min(count, _MANY), min(len(listed), _LIMIT), min(self.place, _LIMIT)
        file.write(struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, few, few, size, place, 0))

    def _listed(self, entry: Entry) -> bytes:
        name = entry.name.encode()
        far = entry.place > _LIMIT
        extra = struct.pack("<2HQ", 1, 8, entry.place) if far else b""
        version = _LARGE if far else _PLAIN
        return b"".join(
            (
                struct.pack(
                    "<4s6H", b"PK\1\2", version, version, _UTF8, 0, self.stamp & 0xFFFF, self.stamp >> 16
                ),
                struct.pack("<3I", entry.checksum, entry.size, entry.size),
                struct.pack("<5H2I", len(name), len(extra), 0, 0, 0, 0, min(entry.place, _LIMIT)),
                name,
                extra,
            )
        )

    def _large_end(self, count: int, size: int) -> bytes:
        end = self.place + size
        record = struct.pack(
            "<4sQ2H2I4Q", b"PK\6\6", 44, _LARGE, _LARGE, 0, 0, count, count, size, self.place
        )
        return record + struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)


def new_zip(at: datetime) -> Zip:
    """An empty archive whose files bear this moment."""
    day = (at.year - 1980) << 9 | at.month << 5 | at.day
    return Zip(day << 16 | at.hour << 11 | at.minute << 5 | at.second // 2)
