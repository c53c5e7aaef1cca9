"""From uploaded bytes to a `Sheet`; the bytes are read by a process of their own (ASVS 5.2)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterable

import msgspec

from foundation.errors import FieldProblem, Invalid
from foundation.logging import log
from foundation.spreadsheets import limits
from foundation.spreadsheets.grid import Answer, FileRefused, Grid
from foundation.spreadsheets.layout import find_table
from foundation.spreadsheets.refusals import refusal
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_SPREADSHEET = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")


async def read_upload(
    content: bytes, known_headings: Iterable[str], field: str = "file", *, columns: int = limits.COLUMNS
) -> Sheet:
    """`read_sheet` without keeping the other requests waiting."""
    return await asyncio.to_thread(read_sheet, content, known_headings, field, columns=columns)


def read_sheet(
    content: bytes, known_headings: Iterable[str], field: str = "file", *, columns: int = limits.COLUMNS
) -> Sheet:
    """The table in the file, found by its headings; `Invalid` on `field` says why there is none."""
    known = list(known_headings)
    try:
        sheet = find_table(read_grids(content, columns), known)
        if sheet is None:
            raise FileRefused("headings", expected="、".join(known[:6]))
        if not sheet.rows:
            raise FileRefused("no_rows", row=sheet.header_row)
    except FileRefused as refused:
        message, remedy = refusal(refused)
        raise Invalid([FieldProblem(field, message, remedy)], text("The file cannot be read.")) from None
    return sheet


def read_grids(content: bytes, columns: int = limits.COLUMNS) -> list[Grid]:
    """Every visible sheet of the file as it stands."""
    if len(content) > limits.UPLOAD_BYTES:
        raise FileRefused("too_large", most=limits.UPLOAD_BYTES // 1024**2)
    answer = _read_apart(content, _form(content), columns)
    if answer.refused:
        raise FileRefused(answer.refused, **answer.params)
    return answer.grids


def _form(content: bytes) -> str:
    """What the file is by its content; names lie."""
    beginning = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not beginning:
        raise FileRefused("empty")
    if content.startswith(_OLD_OFFICE):
        raise FileRefused("password" if _ENCRYPTED in content else "old_format")
    if content.startswith(_NO_SPREADSHEET):
        raise FileRefused("not_a_spreadsheet")
    if beginning.startswith(b"<"):
        raise FileRefused("web_page")
    return "xlsx" if content.startswith(b"PK") else "csv"


def _read_apart(content: bytes, form: str, columns: int) -> Answer:
    """Ask the child process; that it dies or does not finish is also an answer."""
    # Nothing of our environment goes along: keys and passwords live there.
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-P", "-m", "foundation.spreadsheets.child", form, str(columns)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, one of two words and a number
            command, input=content, capture_output=True, env=environment, timeout=limits.SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as ended:
        log.warning("spreadsheet.reader_ended", how=type(ended).__name__, bytes=len(content))
        raise FileRefused("exhausted") from None
    answer = msgspec.json.decode(done.stdout, type=Answer)
    if answer.fault:
        log.error("spreadsheet.reader_at_fault", fault=answer.fault)
    return answer
