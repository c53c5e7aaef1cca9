"""Sheets of answers for programs: send one, read what was understood, confirm it or set it aside."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.web.access import SignedIn
from training.evaluations.pages import own
from training.evaluations.uploads import (
    BODY,
    ConfirmIn,
    PreviewOut,
    TakenOut,
    UploadIn,
    UploadOut,
    rows_out,
    upload_out,
)
from training.papers import importing
from training.papers.importing import SCORE
from training.papers.queries import find_paper_import, paper_imports_of

_SHEET = "/api/v1/evaluations/paper-sheets/{public_id:str}"


@get("/api/v1/evaluations/{public_id:str}/paper-sheets", opt={"permission": SCORE})
async def api_paper_sheets(actor: SignedIn, public_id: FromPath[str]) -> list[UploadOut]:
    """The 20 newest sheets of answers of the session."""
    session = await own(actor, public_id)
    return [upload_out(one) for one in await paper_imports_of(session.id)]


@post(
    "/api/v1/evaluations/{public_id:str}/paper-sheets",
    opt={"permission": SCORE},
    status_code=201,
    request_max_body_size=BODY,
)
async def api_preview_papers(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[UploadIn]
) -> PreviewOut:
    """Send a sheet of answers as an optical reader writes it. Nothing is kept until you confirm it."""
    return await _preview(actor, await importing.preview(actor, public_id, data.file_name, data.content))


@get(_SHEET, opt={"permission": SCORE})
async def api_paper_sheet(actor: SignedIn, public_id: FromPath[str]) -> PreviewOut:
    """The sheet; while it waits, with its problems."""
    return await _preview(actor, public_id)


@post(f"{_SHEET}/confirm", opt={"permission": SCORE}, status_code=200)
async def api_confirm_papers(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[ConfirmIn]
) -> TakenOut:
    """Keep every paper, or with `leave_out` every good one. No score changes, and no paper that is kept."""
    done = await importing.confirm(actor, public_id, whole=not data.leave_out)
    return TakenOut(done.taken, done.known, done.rejected)


@post(f"{_SHEET}/discard", opt={"permission": SCORE}, status_code=200)
async def api_discard_papers(actor: SignedIn, public_id: FromPath[str]) -> UploadOut:
    """Set the sheet aside; nothing was changed."""
    await importing.discard(actor, public_id)
    return upload_out((await find_paper_import(actor, public_id))[0])


async def _preview(actor: Actor, public_id: str) -> PreviewOut:
    upload, session = await find_paper_import(actor, public_id)
    await own(actor, session.public_id)
    if upload.state != "previewed":
        return PreviewOut(upload=upload_out(upload))
    _, _, seen = await importing.read_again(actor, public_id)
    return PreviewOut(
        upload=upload_out(upload), problems=rows_out(seen.problems), warnings=rows_out(seen.warnings)
    )


ROUTES = [api_paper_sheets, api_preview_papers, api_paper_sheet, api_confirm_papers, api_discard_papers]
