"""Pages of scores: by form, by sheet with a check before it, and a correction while they are publicised."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath

from curricula.standards.data import COMPONENT_LABELS, ComponentKind
from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.language import say
from foundation.spreadsheets.columns import Field
from foundation.spreadsheets.findings import counted
from foundation.spreadsheets.limits import UPLOAD_BYTES
from foundation.spreadsheets.marking import marked_sheet
from foundation.spreadsheets.writing import write_workbook
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form, read_rows
from foundation.web.pages import Answer, Request, download, render, see_other
from foundation.web.twice import gone_on
from training.cohorts.columns import NAME
from training.cohorts.uploads import Settled
from training.evaluations import importing
from training.evaluations.importing import ScoreImportView, find_score_import, score_imports_of
from training.evaluations.pages import own, session_context
from training.evaluations.queries import EntryView, SessionView, entries_of, find_entry
from training.evaluations.rules import EntryState, SessionState
from training.evaluations.scoring import Correction, Marks, correct, enter_scores
from training.evaluations.sheet import MARKS, MISSED, TICKET

_SCORE = "training.evaluation.score"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OUT = (EntryState.APPLIED, EntryState.INELIGIBLE, EntryState.ANNULLED)


class SheetForm(msgspec.Struct):
    """The file of a sheet."""

    file: Upload


@get("/evaluations/{public_id:str}/scores", opt={"permission": _SCORE})
async def scores_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    if session.status is not SessionState.HELD:
        return see_other(request, f"/evaluations/{public_id}")
    return await _scores(request, actor, session)


@post("/evaluations/{public_id:str}/scores", opt={"permission": _SCORE})
async def scores(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    try:
        changed = await enter_scores(actor, public_id, await read_rows(request, "scores", Marks))
    except CORRECTABLE as error:
        return await _scores(request, actor, session, error)
    flash = text("The scores of {count} candidates are entered.", count=changed)
    return see_other(request, f"/evaluations/{public_id}", flash=flash)


async def _scores(
    request: Request, actor: Actor, session: SessionView, error: DomainError | None = None
) -> Answer:
    entries = await _sitting(session)
    filled = {
        f"scores[{entry.public_id}].{kind}": _shown(entry, kind)
        for entry in entries
        for kind in session.components
    }
    return render(
        request,
        "training/evaluation_scores.html",
        error=error,
        filled=filled,
        entries=entries,
        components=[(kind, COMPONENT_LABELS[kind]) for kind in session.components],
        **session_context(actor, session),
    )


async def _sitting(session: SessionView) -> list[EntryView]:
    return [entry for entry in await entries_of(session.id) if entry.status not in _OUT]


def _shown(entry: EntryView, kind: ComponentKind) -> str:
    score = getattr(entry, kind)
    return "" if score is None else f"{score.normalize():f}"


@get("/evaluations/entries/{public_id:str}/correct", opt={"permission": _SCORE})
async def correct_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _correct(request, actor, public_id)


@post("/evaluations/entries/{public_id:str}/correct", opt={"permission": _SCORE})
async def correct_score(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    _, session = await find_entry(actor, public_id)
    try:
        await correct(actor, public_id, await read_form(request, Correction))
    except CORRECTABLE as error:
        return await _correct(request, actor, public_id, error)
    flash = text("The score is corrected. The results have to be publicised again.")
    return see_other(request, f"/evaluations/{session.public_id}", flash=flash)


async def _correct(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    entry, session = await find_entry(actor, public_id)
    await own(actor, session.public_id)
    if session.status is not SessionState.PUBLICISED:
        return see_other(request, f"/evaluations/{session.public_id}")
    filled = {kind: _shown(entry, kind) for kind in session.components} | {"absent": list(entry.absent)}
    return render(
        request,
        "training/evaluation_correct.html",
        error=error,
        filled=filled,
        entry=entry,
        components=[(kind, COMPONENT_LABELS[kind]) for kind in session.organisers],
        absences=[(kind, COMPONENT_LABELS[kind]) for kind in session.components],
        by_assessors=[
            (kind, COMPONENT_LABELS[kind], _shown(entry, kind))
            for kind in session.components
            if kind not in session.organisers
        ],
        **session_context(actor, session),
    )


@get("/evaluations/{public_id:str}/scores/template.xlsx", opt={"permission": _SCORE})
async def template(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    fields: tuple[Field[Any], ...] = (NAME, TICKET, *(MARKS[kind] for kind in session.organisers), MISSED)
    rows = [
        [entry.name, entry.ticket_no, *(None for _ in session.organisers), None]
        for entry in await _sitting(session)
    ]
    content = write_workbook([one.headings[0] for one in fields], rows, title=session.name, sheet="成绩")
    return download(content, f"{session.code}-成绩登记表.xlsx", _SHEET)


@get("/evaluations/{public_id:str}/scores/sheet", opt={"permission": _SCORE})
async def sheet_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _choose(request, actor, public_id)


@post(
    "/evaluations/{public_id:str}/scores/sheet",
    opt={"permission": _SCORE},
    request_max_body_size=UPLOAD_BYTES + 100_000,
)
async def upload_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        form = await read_form(request, SheetForm, max_file_bytes=UPLOAD_BYTES)
        upload = await importing.preview(actor, public_id, form.file.filename, form.file.data)
    except CORRECTABLE as error:
        return await _choose(request, actor, public_id, error)
    return see_other(request, f"/evaluations/sheets/{upload}")


async def _choose(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    session = await own(actor, public_id)
    return render(
        request,
        "training/evaluation_sheet.html",
        error=error,
        imports=await score_imports_of(session.id),
        **session_context(actor, session),
    )


@get("/evaluations/sheets/{public_id:str}", opt={"permission": _SCORE})
async def import_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, session = await _own_upload(actor, public_id)
    if upload.state != "previewed":
        return render(
            request,
            "training/evaluation_sheet_receipt.html",
            upload=upload,
            **session_context(actor, session),
        )
    _, read, seen = await importing.read_again(actor, public_id)
    return render(
        request,
        "training/evaluation_sheet_check.html",
        upload=upload,
        sheet=read,
        seen=seen,
        conversions=counted(seen.conversions),
        **session_context(actor, session),
    )


async def _own_upload(actor: Actor, public_id: str) -> tuple[ScoreImportView, SessionView]:
    upload, session = await find_score_import(actor, public_id)
    return upload, await own(actor, session.public_id)


@get("/evaluations/sheets/{public_id:str}/marked.xlsx", opt={"permission": _SCORE})
async def marked(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    upload, _ = await _own_upload(actor, public_id)
    _, read, seen = await importing.read_again(actor, public_id)
    name = say(text("{file} (marked)", file=upload.file_name.rsplit(".", 1)[0]))
    return download(marked_sheet(read, seen.problems, seen.warnings, say), f"{name}.xlsx", _SHEET)


@post("/evaluations/sheets/{public_id:str}/confirm", opt={"permission": _SCORE})
async def confirm_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await importing.confirm(actor, public_id)
    except Settled as error:
        return gone_on(request, f"/evaluations/sheets/{public_id}", error)
    return see_other(request, f"/evaluations/sheets/{public_id}")


@post("/evaluations/sheets/{public_id:str}/discard", opt={"permission": _SCORE})
async def discard_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    _, session = await _own_upload(actor, public_id)
    await importing.discard(actor, public_id)
    flash = text("The sheet is set aside; nothing was changed.")
    return see_other(request, f"/evaluations/{session.public_id}", flash=flash)


ROUTES = [
    scores_page,
    scores,
    correct_page,
    correct_score,
    template,
    sheet_page,
    upload_sheet,
    import_page,
    marked,
    confirm_sheet,
    discard_sheet,
]
