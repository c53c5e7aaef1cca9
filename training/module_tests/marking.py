"""What was answered is marked: by its owner handing it in, or because the time is over."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal

import msgspec

from foundation.actor import SYSTEM
from foundation.clock import CHINA, now
from foundation.database import execute, fetch, transaction
from foundation.history import record
from foundation.ids import new_id
from training.module_tests.queries import any_test
from training.module_tests.rules import TOLERANCE
from training.questions.rules import is_right, points

ATTEMPT = """
SELECT a.id, a.test_id, a.enrolment_id, a.number, a.started_at, a.ends_at, a.submitted_at, a.score,
       a.passed, p.name
  FROM test_attempt a JOIN enrolment e ON e.id = a.enrolment_id JOIN person p ON p.id = e.person_id
"""
_OVER = """
SELECT test_id, enrolment_id FROM test_attempt WHERE submitted_at IS NULL AND ends_at <= $1
 ORDER BY ends_at, id
"""
_RESULT = """
INSERT INTO module_result
  (id, enrolment_id, module_code, score, passed, held_on, entered_by, entered_at, attempt_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt as its owner sees it."""

    id: uuid.UUID
    test_id: uuid.UUID
    enrolment_id: uuid.UUID
    number: int
    name: str
    started_at: datetime
    ends_at: datetime
    submitted_at: datetime | None
    score: Decimal | None
    passed: bool | None


async def settle_over(
    test_id: uuid.UUID, *, enrolment_id: uuid.UUID | None = None, at_once: bool = False
) -> int:
    """Hand in every attempt whose time is over; how many. Idempotent; call it within a transaction."""
    over = now() if at_once else now() - TOLERANCE
    rows = await fetch(
        f"{ATTEMPT} WHERE a.test_id = $1 AND a.submitted_at IS NULL AND a.ends_at <= $2"
        " AND ($3::uuid IS NULL OR a.enrolment_id = $3) ORDER BY a.id FOR UPDATE OF a",
        test_id,
        over,
        enrolment_id,
    )
    for row in rows:
        attempt = Attempt(**dict(row))
        await mark(attempt, attempt.ends_at)
    return len(rows)


async def hand_in_over() -> int:
    """Hand in what is over in every test, trainee by trainee, each in a transaction of its own; how many.

    Idempotent. The enrolment is locked first, as where an attempt begins.
    """
    rows = await fetch(_OVER, now() - TOLERANCE)
    count = 0
    for row in rows:
        async with transaction():
            await execute("SELECT 1 FROM enrolment WHERE id = $1 FOR UPDATE", row["enrolment_id"])
            count += await settle_over(row["test_id"], enrolment_id=row["enrolment_id"])
    return count


async def mark(attempt: Attempt, moment: datetime) -> None:
    """Mark an attempt as handed in at that moment; the result counts for the module."""
    test = await any_test("id", attempt.test_id)
    rows = await fetch(
        "SELECT x.id, x.chosen, q.answer FROM test_answer x JOIN question q ON q.id = x.question_id"
        " WHERE x.attempt_id = $1",
        attempt.id,
    )
    right = {row["id"]: is_right(row["answer"], row["chosen"]) for row in rows}
    await execute(
        "UPDATE test_answer x SET correct = t.correct"
        " FROM unnest($1::uuid[], $2::boolean[]) t (id, correct) WHERE x.id = t.id",
        list(right),
        list(right.values()),
    )
    score = points(right.values())
    passed = score >= test.pass_mark
    await execute(
        "UPDATE test_attempt SET submitted_at = $2, score = $3, passed = $4 WHERE id = $1",
        attempt.id,
        moment,
        score,
        passed,
    )
    day = moment.astimezone(CHINA).date()
    await execute(
        _RESULT, new_id(), attempt.enrolment_id, test.module_code, score, passed, day, SYSTEM.account_id,
        now(), attempt.id,
    )  # fmt: skip
    changes = {test.module_code: (None, f"{score.normalize():f}")}
    await record(SYSTEM, "result.recorded", ("enrolment", attempt.enrolment_id), changes, reason=test.title)
