"""Pages of marks: the declaration, an assessor's list, the same by sheet, and what a third person settles."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from curricula.standards.data import COMPONENT_LABELS, ComponentKind
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, NotFound
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.limits import UPLOAD_BYTES
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.writing import write_workbook
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form, read_rows
from foundation.web.pages import Answer, Request, download, render, see_other
from training.cohorts.columns import NAME
from training.cohorts.roll import OnRoll
from training.evaluations.numbers import tolerance
from training.evaluations.pages import own, session_context
from training.evaluations.queries import SessionView, find_entry
from training.evaluations.rules import SessionState
from training.evaluations.scoring import Points
from training.evaluations.sheet import HEADINGS, MARKS, TICKET, ScoreReading, read_scores
from training.examining import actions as examining
from training.examining.actions import ASSESS
from training.examining.queries import recusals_of, staff_of
from training.examining.rules import MARKED_BY
from training.marking import actions
from training.marking.actions import Settlement
from training.marking.queries import Line, differing, lines_for, marks_of, of_round
from training.objections.queries import rounds_of

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OneMark(msgspec.Struct):
    """A field of the list; left empty it says nothing."""

    points: Points | None = None
    labels: ClassVar[dict[str, Text]] = {"points": text("Points")}


class Declaration(msgspec.Struct):
    """Ticket numbers of pupils and relatives; none is an answer too."""

    tickets: Annotated[str, Meta(max_length=4000, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {"tickets": text("Ticket numbers")}


class SheetForm(msgspec.Struct):
    """The file of a sheet."""

    file: Upload


@get("/evaluations/{public_id:str}/marks/{component:str}", opt={"permission": ASSESS})
async def marks_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], component: FromPath[str]
) -> Answer:
    return await _marks(request, actor, await own(actor, public_id), marked_component(component))


def marked_component(written: str) -> ComponentKind:
    """A component that assessors mark. Raises `NotFound`."""
    kind = next((kind for kind in MARKED_BY if kind == written), None)
    if kind is None:
        raise NotFound()
    return kind


@post("/evaluations/{public_id:str}/marks/{component:str}", opt={"permission": ASSESS})
async def give(
    request: Request, actor: SignedIn, public_id: FromPath[str], component: FromPath[str]
) -> Answer:
    session, kind = await own(actor, public_id), marked_component(component)
    try:
        rows = await read_rows(request, "marks", OneMark)
        points = {key: row.points for key, row in rows.items() if row.points is not None}
        count = await actions.give_marks(actor, public_id, kind, points)
    except CORRECTABLE as error:
        return await _marks(request, actor, session, kind, error)
    return _given(request, public_id, kind, count)


def _given(request: Request, public_id: str, kind: str, count: int) -> Answer:
    flash = text("Your marks of {count} candidates are kept; they do not change any more.", count=count)
    return see_other(request, f"/evaluations/{public_id}/marks/{kind}", flash=flash)


@post("/evaluations/{public_id:str}/declaration", opt={"permission": ASSESS})
async def declare(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    try:
        wanted = await read_form(request, Declaration)
        await examining.declare(
            actor, public_id, wanted.tickets.replace("，", ",").replace("\n", ",").split(",")
        )
    except CORRECTABLE as error:
        return await _marks(request, actor, session, "skill", error)
    return see_other(
        request, f"/evaluations/{public_id}/marks/skill", flash=text("Your declaration is kept.")
    )


@get("/evaluations/{public_id:str}/marks/{component:str}/template.xlsx", opt={"permission": ASSESS})
async def template(
    request: Request, actor: SignedIn, public_id: FromPath[str], component: FromPath[str]
) -> Answer:
    session, kind = await own(actor, public_id), marked_component(component)
    rows = [
        [line.entry.name, line.entry.ticket_no, None]
        for line in await lines_for(actor, session, kind, await tolerance(today()))
        if line.open
    ]
    headings = [NAME.headings[0], TICKET.headings[0], MARKS[kind].headings[0]]
    content = write_workbook(headings, rows, title=session.name, sheet="评分")
    return download(content, f"{session.code}-评分表.xlsx", _SHEET)


@post(
    "/evaluations/{public_id:str}/marks/{component:str}/sheet",
    opt={"permission": ASSESS},
    request_max_body_size=UPLOAD_BYTES + 100_000,
)
async def sheet(
    request: Request, actor: SignedIn, public_id: FromPath[str], component: FromPath[str]
) -> Answer:
    """The whole sheet or nothing of it: with a single fault nothing is kept, and every fault is shown."""
    session, kind = await own(actor, public_id), marked_component(component)
    try:
        form = await read_form(request, SheetForm, max_file_bytes=UPLOAD_BYTES)
        lines = [
            one for one in await lines_for(actor, session, kind, await tolerance(today())) if not one.recused
        ]
        reading = await _read(form.file.data, kind, lines)
        keys = {line.entry.id: line for line in lines}
        if problems := _sheet_problems(reading, keys, kind):
            return await _marks(request, actor, session, kind, problems=problems)
        points = {
            keys[row.entry_id].entry.public_id: row.scores[kind]
            for row in reading.rows
            if kind in row.scores and keys[row.entry_id].own is None
        }
        count = await actions.give_marks(actor, public_id, kind, points)
    except CORRECTABLE as error:
        return await _marks(request, actor, session, kind, error)
    return _given(request, public_id, kind, count)


async def _read(content: bytes, kind: ComponentKind, lines: list[Line]) -> ScoreReading:
    found = await read_upload(content, HEADINGS)
    roll = [OnRoll(line.entry.id, line.entry.name, (line.entry.ticket_no,)) for line in lines]
    return read_scores(found, candidates=roll, components=(kind,))


def _sheet_problems(reading: ScoreReading, lines: dict[UUID, Line], kind: ComponentKind) -> list[RowProblem]:
    problems = list(reading.problems)
    for row in reading.rows:
        own: Decimal | None = lines[row.entry_id].own
        written = row.scores.get(kind)
        if kind in row.absent:
            said = text("The organiser records who did not come.")
            problems.append(RowProblem(row.row_number, MARKS[kind].headings[0], "缺考", said))
        elif own is not None and own != written:
            said = text(
                "You have given this candidate {points} already; it does not change.", points=f"{own:f}"
            )
            problems.append(RowProblem(row.row_number, MARKS[kind].headings[0], f"{written:f}", said))
    return sorted(problems, key=lambda problem: problem.row)


async def _marks(
    request: Request,
    actor: Actor,
    session: SessionView,
    kind: ComponentKind,
    error: DomainError | None = None,
    problems: list[RowProblem] | None = None,
) -> Answer:
    allowed = await tolerance(today())
    staff = [one for one in await staff_of(session.id) if one.account_id == actor.account_id]
    duty = next((one for one in staff if one.duty is MARKED_BY[kind]), None)
    return render(
        request,
        "training/marks.html",
        status=422 if problems else None,
        error=error,
        kind=kind,
        title=COMPONENT_LABELS[kind],
        duty=duty,
        lines=await lines_for(actor, session, kind, allowed) if duty and duty.promised_at else [],
        declared=[one for one in await recusals_of(session.id) if one.account_id == actor.account_id],
        differing=await differing(session, allowed) if duty else [],
        found=problems or [],
        held=session.status is SessionState.HELD
        or any(one.open for one in (await rounds_of(session.id, kind)).values()),
        **session_context(actor, session),
    )


@get("/evaluations/entries/{public_id:str}/settle", opt={"permission": ASSESS})
async def settle_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _settle(request, actor, public_id)


@post("/evaluations/entries/{public_id:str}/settle", opt={"permission": ASSESS})
async def settle(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    _, found = await find_entry(actor, public_id)
    await own(actor, found.public_id)
    try:
        session = await actions.settle(actor, public_id, "skill", await read_form(request, Settlement))
    except CORRECTABLE as error:
        return await _settle(request, actor, public_id, error)
    return see_other(
        request, f"/evaluations/{session.public_id}/marks/skill", flash=text("The two marks are settled.")
    )


async def _settle(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    entry, session = await find_entry(actor, public_id)
    await own(actor, session.public_id)
    anew = (await rounds_of(session.id)).get(entry.id)
    given = of_round((await marks_of(session.id, "skill")).get(entry.id, []), anew)
    both = sum(not one.settles for one in given) >= 2
    return render(
        request,
        "training/settle.html",
        error=error,
        entry=entry,
        marks=given if both else [],
        settled=any(one.settles for one in given) or not both,
        **session_context(actor, session),
    )


ROUTES = [marks_page, give, declare, template, sheet, settle_page, settle]
