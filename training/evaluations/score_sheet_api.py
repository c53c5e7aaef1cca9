"""Score sheets for programs: send one, read what was understood, confirm it or set it aside."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.web.access import SignedIn
from training.evaluations import importing
from training.evaluations.importing import find_score_import, score_imports_of
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

_SCORE = "training.evaluation.score"
_SHEET = "/api/v1/evaluations/score-sheets/{public_id:str}"


@get("/api/v1/evaluations/{public_id:str}/score-sheets", opt={"permission": _SCORE})
async def api_score_sheets(actor: SignedIn, public_id: FromPath[str]) -> list[UploadOut]:
    """The 20 newest score sheets of the session."""
    session = await own(actor, public_id)
    return [upload_out(one) for one in await score_imports_of(session.id)]


@post(
    "/api/v1/evaluations/{public_id:str}/score-sheets",
    opt={"permission": _SCORE},
    status_code=201,
    request_max_body_size=BODY,
)
async def api_preview_scores(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[UploadIn]
) -> PreviewOut:
    """Send a score sheet. Nothing is entered until you confirm it."""
    return await _preview(actor, await importing.preview(actor, public_id, data.file_name, data.content))


@get(_SHEET, opt={"permission": _SCORE})
async def api_score_sheet(actor: SignedIn, public_id: FromPath[str]) -> PreviewOut:
    """The sheet; while it waits, with its problems."""
    return await _preview(actor, public_id)


@post(f"{_SHEET}/confirm", opt={"permission": _SCORE}, status_code=200)
async def api_confirm_scores(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[ConfirmIn]
) -> TakenOut:
    """Enter every row, or with `leave_out` every good one. A score that is entered is never replaced."""
    done = await importing.confirm(actor, public_id, whole=not data.leave_out)
    return TakenOut(done.scored, done.known, done.rejected)


@post(f"{_SHEET}/discard", opt={"permission": _SCORE}, status_code=200)
async def api_discard_scores(actor: SignedIn, public_id: FromPath[str]) -> UploadOut:
    """Set the sheet aside; nothing was changed."""
    await importing.discard(actor, public_id)
    return upload_out((await find_score_import(actor, public_id))[0])


async def _preview(actor: Actor, public_id: str) -> PreviewOut:
    upload, session = await find_score_import(actor, public_id)
    await own(actor, session.public_id)
    if upload.state != "previewed":
        return PreviewOut(upload=upload_out(upload))
    _, _, seen = await importing.read_again(actor, public_id)
    return PreviewOut(
        upload=upload_out(upload), problems=rows_out(seen.problems), warnings=rows_out(seen.warnings)
    )


ROUTES = [api_score_sheets, api_preview_scores, api_score_sheet, api_confirm_scores, api_discard_scores]
