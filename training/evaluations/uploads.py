"""Uploaded sheets as programs send and read them; what is wrong with a row in the file's own terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec

from foundation.language import say
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.limits import UPLOAD_BYTES

#: Base 64 is a third longer than what it says.
BODY = UPLOAD_BYTES * 4 // 3 + 100_000


class UploadIn(msgspec.Struct, frozen=True):
    """The file as it lies: .xlsx or CSV; `content` in base 64."""

    file_name: str
    content: bytes


class ConfirmIn(msgspec.Struct, frozen=True):
    """With `leave_out` rows with problems are left out; without, one such row refuses the sheet."""

    leave_out: bool = False


class RowOut(msgspec.Struct, frozen=True):
    """What stands in the way of a row, or is odd about it."""

    row: int
    column: str
    value: str
    message: str
    remedy: str


class UploadOut(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet: `good` rows can be taken in, `known` ones are kept already, `bad` ones have problems."""

    id: str
    file_name: str
    state: str
    rows: int
    good: int
    known: int
    bad: int
    uploaded_at: datetime


class PreviewOut(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet with what was found in it, compared with what is kept now; no rows once it is settled."""

    upload: UploadOut
    problems: list[RowOut] = []
    warnings: list[RowOut] = []


class TakenOut(msgspec.Struct, frozen=True):
    """What a confirmed sheet did; `known` rows were kept before, `left_out` ones have problems."""

    taken: int
    known: int
    left_out: int


class _Upload(Protocol):
    @property
    def public_id(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def rows_read(self) -> int: ...
    @property
    def rows_good(self) -> int: ...
    @property
    def rows_known(self) -> int: ...
    @property
    def rows_bad(self) -> int: ...
    @property
    def uploaded_at(self) -> datetime: ...


def upload_out(upload: _Upload) -> UploadOut:
    """A sheet as programs see it."""
    return UploadOut(
        id=upload.public_id,
        file_name=upload.file_name,
        state=upload.state,
        rows=upload.rows_read,
        good=upload.rows_good,
        known=upload.rows_known,
        bad=upload.rows_bad,
        uploaded_at=upload.uploaded_at,
    )


def rows_out(found: Iterable[RowProblem]) -> list[RowOut]:
    """In the order of the file."""
    return [RowOut(one.row, one.column, one.value, say(one.message), say(one.remedy)) for one in found]
