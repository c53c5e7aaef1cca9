"""Open a bank, take a sheet of questions in as a whole, retire a question."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now
from foundation.constraints import explain, in_our_words
from foundation.database import copy_rows, execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.reader import read_upload
from foundation.text import Text, text
from training.questions.queries import find_bank, questions_of
from training.questions.sheet import HEADINGS, read_questions
from training.questions.tables import QuestionBank

_EDIT = "training.question.edit"
_COLUMNS = ("id", "bank_id", "code", "kind", "stem", "options", "answer", "topic", "entered_by", "entered_at")

explain(
    "question_bank_college_id_code_key",
    lambda: Invalid([FieldProblem("code", text("Your college already has a bank with this code."))]),
)


class NewBank(msgspec.Struct, frozen=True, kw_only=True):
    """A bank to be opened."""

    title: Annotated[str, Meta(min_length=2, max_length=60)]
    code: Annotated[str, Meta(min_length=1, max_length=20)]
    labels: ClassVar[dict[str, Text]] = {"title": text("Title"), "code": text("Code")}


class QuestionsRefused(Conflict):
    """A sheet with faults; nothing of it was taken. `problems` has every one."""

    def __init__(self, problems: list[RowProblem]) -> None:
        rows = len({one.row for one in problems})
        super().__init__(
            text("{count} rows have problems; nothing was taken from the sheet.", count=rows),
            remedy=text("Mend the rows and upload the sheet again."),
        )
        self.problems = problems


async def open_bank(actor: Actor, new: NewBank) -> str:
    """Open a bank; its public id."""
    actor.require(_EDIT)
    bank = QuestionBank(
        id=new_id(),
        public_id=new_public_id(),
        college_id=actor.organisation_id,
        code=new.code.strip(),
        title=new.title.strip(),
        created_by=actor.account_id,
        created_at=now(),
    )
    async with transaction():
        with in_our_words():
            await QuestionBank.insert(bank)
        await record(actor, "question_bank.opened", ("question_bank", bank.id), {"code": (None, new.code)})
    return str(bank.public_id)


async def take_questions(actor: Actor, bank_public_id: str, content: bytes) -> int:
    """Add the questions of a sheet, all or none; how many. Raises `Invalid` or `QuestionsRefused`."""
    actor.require(_EDIT)
    bank = await find_bank(actor, bank_public_id)
    sheet = await read_upload(content, HEADINGS)
    async with transaction():
        await fetchval("SELECT 1 FROM question_bank WHERE id = $1 FOR UPDATE", bank.id)
        taken = {one.code for one in await questions_of(bank.id)}
        written, problems = read_questions(sheet, taken)
        if problems:
            raise QuestionsRefused(problems)
        rows = [
            (new_id(), bank.id, one.code, one.kind, one.stem, list(one.options), list(one.answer), one.topic,
             actor.account_id, now())
            for one in written
        ]  # fmt: skip
        await copy_rows("question", _COLUMNS, rows)
        changes = {"questions": (len(taken), len(taken) + len(rows))}
        await record(actor, "question_bank.filled", ("question_bank", bank.id), changes)
    return len(rows)


async def retire_question(actor: Actor, bank_public_id: str, code: str) -> None:
    """Ask it no more; papers that have it keep it."""
    actor.require(_EDIT)
    bank = await find_bank(actor, bank_public_id)
    async with transaction():
        done = await execute(
            "UPDATE question SET retired_at = $3 WHERE bank_id = $1 AND code = $2 AND retired_at IS NULL",
            bank.id,
            code,
            now(),
        )
        if done.endswith(" 0"):
            raise NotFound()
        await record(actor, "question.retired", ("question_bank", bank.id), {"question": (code, None)})
