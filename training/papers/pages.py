"""The page of a session's papers: its keys, entered by one person and agreed to by another, and what came."""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.params import FromPath

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.spreadsheets.limits import UPLOAD_BYTES
from foundation.spreadsheets.writing import Value, write_workbook
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from training.evaluations.pages import own, session_context
from training.papers.actions import DECIDE, KeyAnswer, decide_key, enter_keys
from training.papers.importing import SCORE, SetAside, set_aside
from training.papers.queries import in_force, keys_of, paper_imports_of, papers_of, scored
from training.questions.actions import QuestionsRefused

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class KeyForm(msgspec.Struct):
    """The file of a sheet of keys."""

    file: Upload


@get("/evaluations/{public_id:str}/papers", opt={"permission": SCORE})
async def papers_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _papers(request, actor, public_id)


@post(
    "/evaluations/{public_id:str}/papers/keys",
    opt={"permission": SCORE},
    request_max_body_size=UPLOAD_BYTES + 100_000,
)
async def take_keys(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        form = await read_form(request, KeyForm, max_file_bytes=UPLOAD_BYTES)
        fresh = await enter_keys(actor, public_id, form.file.data)
    except CORRECTABLE as error:
        return await _papers(request, actor, public_id, error)
    done = text("The keys of {papers} wait for the second person.", papers="、".join(fresh))
    flash = done if fresh else text("Every key in this sheet is entered already.")
    return see_other(request, f"/evaluations/{public_id}/papers", flash=flash)


@post("/evaluations/{public_id:str}/papers/keys/{key:str}", opt={"permission": DECIDE})
async def decide(request: Request, actor: SignedIn, public_id: FromPath[str], key: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        agreed = await decide_key(actor, public_id, key, await read_form(request, KeyAnswer))
    except CORRECTABLE as error:
        return await _papers(request, actor, public_id, error, key)
    done = text("Papers are scored by this key now.") if agreed else text("The key is rejected.")
    return see_other(request, f"/evaluations/{public_id}/papers", flash=done)


@post("/evaluations/{public_id:str}/papers/set-aside", opt={"permission": SCORE})
async def put_aside(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        await set_aside(actor, public_id, await read_form(request, SetAside))
    except CORRECTABLE as error:
        return await _papers(request, actor, public_id, error)
    flash = text("The paper is set aside; another one can be taken in.")
    return see_other(request, f"/evaluations/{public_id}/papers", flash=flash)


@get("/evaluations/{public_id:str}/papers/key-template.xlsx", opt={"permission": SCORE})
async def key_template(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    rows: list[list[Value]] = [
        ["A", 1, "对", 2, 1], ["A", 2, "C", 4, 1], ["A", 3, "ABD", 5, 1],
        ["B", 1, "C", 4, 1], ["B", 2, "ABD", 5, 1], ["B", 3, "对", 2, 1],
    ]  # fmt: skip
    content = write_workbook(["试卷", "题号", "答案", "选项数", "分值"], rows, sheet="标准答案")
    return download(content, f"{session.code}-标准答案模板.xlsx", _SHEET)


async def _papers(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None, decided: str = ""
) -> Answer:
    session = await own(actor, public_id)
    keys, papers = await keys_of(session.id), await papers_of(session.id)
    results = scored(papers, in_force(keys))
    return render(
        request,
        "training/papers.html",
        error=error,
        decided=decided,
        problems=error.problems if isinstance(error, QuestionsRefused) else [],
        keys=[one for one in keys if one.in_force or one.waiting],
        earlier=[one for one in keys if not (one.in_force or one.waiting)],
        papers=papers,
        results=results,
        differing=[one for one in results if one.differs],
        imports=await paper_imports_of(session.id),
        open=session.status in ("held", "publicised"),
        **session_context(actor, session),
    )


ROUTES = [papers_page, take_keys, decide, put_aside, key_template]
