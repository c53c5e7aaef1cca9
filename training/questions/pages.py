"""Banks of questions: the list, one with its questions, taking a sheet in, retiring a question."""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.params import FromPath

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.spreadsheets.limits import UPLOAD_BYTES
from foundation.spreadsheets.writing import write_workbook
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from training.questions.actions import NewBank, QuestionsRefused, open_bank, retire_question, take_questions
from training.questions.queries import banks, find_bank, questions_of
from training.questions.rules import KINDS, LETTERS

_VIEW = "training.question.view"
_EDIT = "training.question.edit"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(msgspec.Struct):
    """The file of a sheet."""

    file: Upload


class RetireForm(msgspec.Struct):
    """Which question."""

    code: str


@get("/question-banks", opt={"permission": _VIEW})
async def banks_page(request: Request, actor: SignedIn) -> Answer:
    return await _banks(request, actor)


@post("/question-banks", opt={"permission": _EDIT})
async def new_bank(request: Request, actor: SignedIn) -> Answer:
    try:
        bank = await open_bank(actor, await read_form(request, NewBank))
    except CORRECTABLE as error:
        return await _banks(request, actor, error)
    return see_other(
        request, f"/question-banks/{bank}", flash=text("The bank is open. Upload its questions.")
    )


async def _banks(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    return render(request, "training/question_banks.html", error=error, banks=await banks(actor))


@get("/question-banks/{public_id:str}", opt={"permission": _VIEW})
async def bank_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _bank(request, actor, public_id)


async def _bank(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    bank = await find_bank(actor, public_id)
    return render(
        request,
        "training/question_bank.html",
        error=error,
        bank=bank,
        questions=await questions_of(bank.id),
        kinds=KINDS,
        letters=LETTERS,
        problems=error.problems if isinstance(error, QuestionsRefused) else [],
    )


@get("/question-banks/{public_id:str}/template.xlsx", opt={"permission": _EDIT})
async def template(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    bank = await find_bank(actor, public_id)
    headings = ["题号", "题型", "题干", *(f"选项{letter}" for letter in LETTERS), "答案", "知识点"]
    example = [
        "例1",
        "单选",
        "婴幼儿发生气道异物梗阻时，应当首先",
        "海姆立克急救",
        "喂水",
        "拍照",
        None,
        None,
        None,
    ]
    rows = [
        [*example, "A", "安全急救"],
        ["例2", "判断", "可以让婴幼儿独自留在浴盆中。", *[None] * 6, "错", "溺水预防"],
    ]
    return download(write_workbook(headings, rows, sheet="题库"), f"{bank.code}-题库模板.xlsx", _SHEET)


@post(
    "/question-banks/{public_id:str}/sheet",
    opt={"permission": _EDIT},
    request_max_body_size=UPLOAD_BYTES + 100_000,
)
async def take_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, SheetForm, max_file_bytes=UPLOAD_BYTES)
        count = await take_questions(actor, public_id, form.file.data)
    except CORRECTABLE as error:
        return await _bank(request, actor, public_id, error)
    flash = text("{count} questions are in the bank now.", count=count)
    return see_other(request, f"/question-banks/{public_id}", flash=flash)


@post("/question-banks/{public_id:str}/retire", opt={"permission": _EDIT})
async def retire(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await find_bank(actor, public_id)
    form = await read_form(request, RetireForm)
    await retire_question(actor, public_id, form.code)
    flash = text("Question {code} is not asked any more.", code=form.code)
    return see_other(request, f"/question-banks/{public_id}", flash=flash)


ROUTES = [banks_page, new_bank, bank_page, template, take_sheet, retire]
