"""Sheets of decisions for programs: send one, read what was understood, confirm it or set it aside."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.language import say
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.limits import UPLOAD_BYTES
from foundation.web.access import SignedIn
from screening.intake import actions
from screening.intake.queries import SheetView, find_sheet, sheets_of

_RECORD = "screening.ban.record"
#: Base 64 is a third longer than what it says.
_BODY = UPLOAD_BYTES * 4 // 3 + 100_000


class SheetIn(msgspec.Struct, frozen=True):
    """The file as it lies: .xlsx or CSV; `content` in base 64."""

    file_name: str
    content: bytes


class ProblemOut(msgspec.Struct, frozen=True):
    """What stands in the way of a row, in the file's own terms."""

    row: int
    column: str
    value: str
    message: str
    remedy: str


class SheetOut(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet: `good` rows can be entered, `known` ones stand in the register, `bad` ones have problems."""

    public_id: str
    file_name: str
    sha256: str
    state: str
    rows: int
    good: int
    known: int
    bad: int
    uploaded_at: datetime
    settled_at: datetime | None
    job: UUID | None
    entered: int
    people: int


class PreviewOut(msgspec.Struct, frozen=True):
    """A sheet with what was found in it, compared with the register as it is now."""

    sheet: SheetOut
    problems: list[ProblemOut]
    warnings: list[ProblemOut]
    unread_columns: list[str]


@get("/api/v1/ban-sheets", opt={"permission": _RECORD})
async def api_sheets(actor: SignedIn) -> list[SheetOut]:
    """The 50 newest sheets of your commission."""
    return [_out(sheet) for sheet in await sheets_of(actor)]


@post("/api/v1/ban-sheets", opt={"permission": _RECORD}, status_code=201, request_max_body_size=_BODY)
async def api_preview(actor: SignedIn, data: JSONBody[SheetIn]) -> PreviewOut:
    """Send a sheet. It is kept with its hash and nothing is entered until you confirm it."""
    return await _preview(actor, await actions.preview(actor, data.file_name, data.content))


@get("/api/v1/ban-sheets/{public_id:str}", opt={"permission": _RECORD})
async def api_sheet(actor: SignedIn, public_id: FromPath[str]) -> PreviewOut:
    """The sheet; while it waits, with its problems."""
    return await _preview(actor, public_id)


@post("/api/v1/ban-sheets/{public_id:str}/confirm", opt={"permission": _RECORD}, status_code=202)
async def api_confirm(actor: SignedIn, public_id: FromPath[str]) -> dict[str, UUID]:
    """Confirm what you have previewed: every good row is entered and awaits its second person. The job."""
    return {"job": await actions.confirm(actor, public_id)}


@post("/api/v1/ban-sheets/{public_id:str}/discard", opt={"permission": _RECORD}, status_code=200)
async def api_discard(actor: SignedIn, public_id: FromPath[str]) -> SheetOut:
    """Set the sheet aside; its hash stays."""
    await actions.discard(actor, public_id)
    return _out(await find_sheet(actor, public_id))


async def _preview(actor: Actor, public_id: str) -> PreviewOut:
    sheet = await find_sheet(actor, public_id)
    if sheet.state != "previewed":
        return PreviewOut(_out(sheet), [], [], [])
    _, seen = await actions.read_again(actor, public_id)
    return PreviewOut(
        _out(sheet),
        [_problem(one) for one in seen.problems],
        [_problem(one) for one in seen.warnings],
        list(seen.unread_columns),
    )


def _problem(found: RowProblem) -> ProblemOut:
    return ProblemOut(found.row, found.column, found.value, say(found.message), say(found.remedy))


def _out(sheet: SheetView) -> SheetOut:
    return SheetOut(
        public_id=sheet.public_id,
        file_name=sheet.file_name,
        sha256=sheet.sha256,
        state=sheet.state,
        rows=sheet.rows_read,
        good=sheet.rows_good,
        known=sheet.rows_known,
        bad=sheet.rows_bad,
        uploaded_at=sheet.uploaded_at,
        settled_at=sheet.settled_at,
        job=sheet.job_id,
        entered=sheet.entered,
        people=sheet.people,
    )


ROUTES = [api_sheets, api_preview, api_sheet, api_confirm, api_discard]
