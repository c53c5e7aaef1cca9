"""Plan a test of a module for a cohort, and end it early."""

from __future__ import annotations

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from curricula.courses.queries import version
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from training.cohorts.actions import own_cohort
from training.learning.rules import USUAL_PASS_MARK
from training.module_tests.marking import settle_over
from training.module_tests.queries import find_test
from training.module_tests.rules import Blueprint, blueprint_problems
from training.module_tests.tables import ModuleTest
from training.questions.queries import BankView, find_bank

_PLAN = "training.test.plan"
_COUNT = Annotated[int, Meta(ge=0, le=100)]


class NewTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test to be held."""

    module_code: str
    bank: str
    title: Annotated[str, Meta(min_length=2, max_length=60)]
    judgements: _COUNT = 0
    singles: _COUNT = 0
    multiples: _COUNT = 0
    minutes: Annotated[int, Meta(ge=1, le=300)]
    attempts: Annotated[int, Meta(ge=1, le=10)] = 1
    opens_at: datetime
    closes_at: datetime
    labels: ClassVar[dict[str, Text]] = {
        "module_code": text("Module"),
        "bank": text("Question bank"),
        "title": text("Title"),
        "judgements": text("True or false"),
        "singles": text("One answer"),
        "multiples": text("Several answers"),
        "minutes": text("Minutes"),
        "attempts": text("Attempts"),
        "opens_at": text("Opens"),
        "closes_at": text("Closes"),
    }

    @property
    def blueprint(self) -> Blueprint:
        """How many questions of each kind."""
        return Blueprint(self.singles, self.multiples, self.judgements)


async def plan_test(actor: Actor, cohort_public_id: str, new: NewTest) -> str:
    """Plan it; its public id. The pass mark is the module's, or the usual one where it has none."""
    actor.require(_PLAN)
    cohort = await own_cohort(actor, cohort_public_id)
    module = (await version(cohort.course_version_id)).module(new.module_code)
    bank = await _bank(actor, new.bank)
    problems = []
    if module is None:
        problems.append(FieldProblem("module_code", text("Please choose from the list.")))
    if new.closes_at <= new.opens_at or new.closes_at <= now():
        problems.append(
            FieldProblem("closes_at", text("The test closes after it opens, and not in the past."))
        )
    askable = {"single": bank.singles, "multiple": bank.multiples, "judgement": bank.judgements}
    problems += blueprint_problems(new.blueprint, askable)  # type: ignore[arg-type]
    if problems or module is None:
        raise Invalid(problems)
    mark = module.pass_mark if module.pass_mark is not None else USUAL_PASS_MARK
    test = _row(actor, cohort.id, bank.id, new, mark)
    async with transaction():
        await ModuleTest.insert(test)
        changes = {
            "module": (None, new.module_code),
            "questions": (None, sum(n for _, n in new.blueprint.wanted())),
        }
        await record(actor, "module_test.planned", ("module_test", test.id), changes)
    return str(test.public_id)


async def _bank(actor: Actor, public_id: str) -> BankView:
    try:
        return await find_bank(actor, public_id)
    except NotFound as error:
        raise Invalid([FieldProblem("bank", text("Please choose from the list."))]) from error


def _row(actor: Actor, cohort_id: object, bank_id: object, new: NewTest, mark: Decimal) -> ModuleTest:
    return ModuleTest(
        id=new_id(),
        public_id=new_public_id(),
        cohort_id=cohort_id,
        module_code=new.module_code,
        bank_id=bank_id,
        title=new.title.strip(),
        singles=new.singles,
        multiples=new.multiples,
        judgements=new.judgements,
        minutes=new.minutes,
        attempts=new.attempts,
        pass_mark=mark,
        opens_at=new.opens_at,
        closes_at=new.closes_at,
        access_code=f"{secrets.randbelow(1_000_000):06d}",
        created_by=actor.account_id,
        created_at=now(),
    )


async def end_test(actor: Actor, public_id: str) -> int:
    """End it now: what is under way is handed in as it stands; how many that were."""
    actor.require(_PLAN)
    async with transaction():
        await fetchval("SELECT 1 FROM module_test WHERE public_id = $1 FOR UPDATE", public_id)
        test = await find_test(actor, public_id)
        if test.college_id != actor.organisation_id:
            raise NotFound()
        if test.closes_at <= now() or test.opens_at >= now():
            raise Conflict(text("Only a test that is open can be ended."))
        await execute("UPDATE module_test SET closes_at = $2 WHERE id = $1", test.id, now())
        await execute(
            "UPDATE test_attempt SET ends_at = least(ends_at, $2)"
            " WHERE test_id = $1 AND submitted_at IS NULL",
            test.id,
            now(),
        )
        ended = await settle_over(test.id, at_once=True)
        await record(actor, "module_test.ended", ("module_test", test.id), {"attempts": (None, ended)})
    return ended
