"""An attempt: begun or resumed, answered question by question, handed in and marked at once."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from random import SystemRandom
from typing import Any

import msgspec

from foundation.clock import now
from foundation.database import copy_rows, execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.ids import new_id, new_token
from foundation.text import text
from training.enrolments.identifying import identified
from training.module_tests.marking import ATTEMPT, Attempt, mark, settle_over
from training.module_tests.queries import TestView, any_test
from training.module_tests.rules import WITHIN_ITS_TIME, Item, begin_problem, ends_at, is_over, paper
from training.questions.queries import questions_of

_CHANCE = SystemRandom()
_ANSWERS = ("id", "attempt_id", "position", "question_id", "shown")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the paper; options as (letter, words) in the order shown."""

    position: int
    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    answered: bool


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def begin(test_public_id: str, student_no: str, name: str, access_code: str) -> str:
    """Begin an attempt, or go on with the one under way on this device; the secret of its address."""
    test = await any_test("public_id", test_public_id)
    enrolment_id = await _identify(test, student_no, name, access_code)
    token = new_token()
    async with transaction():
        await fetchval("SELECT 1 FROM enrolment WHERE id = $1 FOR UPDATE", enrolment_id)
        await settle_over(test.id, enrolment_id=enrolment_id)
        running = await fetchval(
            "UPDATE test_attempt SET token_hash = $3 WHERE test_id = $1 AND enrolment_id = $2"
            " AND submitted_at IS NULL RETURNING id",
            test.id,
            enrolment_id,
            _digest(token),
        )
        if running is None:
            await _draw(test, enrolment_id, token)
    return token


async def _identify(test: TestView, student_no: str, name: str, access_code: str) -> uuid.UUID:
    if not hmac.compare_digest(access_code.strip().encode(), test.access_code.encode()):
        said = text("This is not the code of the test.")
        remedy = text("Ask for the six digits that are told in the room.")
        raise Invalid([FieldProblem("access_code", said, remedy)])
    return await identified(test.cohort_id, student_no, name)


async def _draw(test: TestView, enrolment_id: uuid.UUID, token: str) -> None:
    used = await fetchval(
        "SELECT count(*)::int FROM test_attempt WHERE test_id = $1 AND enrolment_id = $2",
        test.id,
        enrolment_id,
    )
    if wrong := begin_problem(test.opens_at, test.closes_at, used, test.attempts, now()):
        raise Refused(wrong, remedy=text("Ask your teacher."), rule=WITHIN_ITS_TIME)
    bank = [one for one in await questions_of(test.bank_id) if one.retired_at is None]
    drawn = paper(test.blueprint, [Item(str(one.id), one.kind, len(one.options)) for one in bank], _take)
    attempt_id = new_id()
    await execute(
        "INSERT INTO test_attempt (id, test_id, enrolment_id, number, token_hash, started_at, ends_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        attempt_id,
        test.id,
        enrolment_id,
        used + 1,
        _digest(token),
        now(),
        ends_at(now(), test.minutes, test.closes_at),
    )
    rows = [
        (new_id(), attempt_id, at, uuid.UUID(one.key), list(one.shown)) for at, one in enumerate(drawn, 1)
    ]
    await copy_rows("test_answer", _ANSWERS, rows)


def _take(of: Sequence[object], count: int) -> list[object]:
    return _CHANCE.sample(list(of), min(count, len(of)))


async def find_attempt(token: str) -> Attempt:
    """The attempt of an address; one whose time is over is handed in by being looked at."""
    row = await fetchrow(f"{ATTEMPT} WHERE a.token_hash = $1", _digest(token))
    if row is None:
        raise NotFound(
            text("This address belongs to no attempt."), remedy=text("Begin from the test's page again.")
        )
    attempt = Attempt(**dict(row))
    if attempt.submitted_at is None and is_over(attempt.ends_at, now()):
        async with transaction():
            await settle_over(attempt.test_id, enrolment_id=attempt.enrolment_id)
        row = await fetchrow(f"{ATTEMPT} WHERE a.id = $1", attempt.id)
        attempt = Attempt(**dict(row or {}))
    return attempt


async def paper_of(attempt: Attempt) -> list[Asked]:
    """The paper with what is chosen so far."""
    rows = await fetch(
        "SELECT x.position, q.kind, q.stem, q.options, x.shown, x.chosen, x.answered_at FROM test_answer x"
        " JOIN question q ON q.id = x.question_id WHERE x.attempt_id = $1 ORDER BY x.position",
        attempt.id,
    )
    return [_asked(row) for row in rows]


def _asked(row: Any) -> Asked:
    words = {chr(ord("A") + at): option for at, option in enumerate(row["options"])}
    return Asked(
        position=row["position"],
        kind=row["kind"],
        stem=row["stem"],
        options=tuple((letter, words[letter]) for letter in row["shown"]),
        chosen=tuple(row["chosen"]),
        answered=row["answered_at"] is not None,
    )


async def answer(token: str, position: int, chosen: Sequence[str]) -> None:
    """Keep what was chosen; it can be changed until the test is handed in. Raises `Conflict` afterwards."""
    async with transaction():
        attempt = await _locked(token)
        if attempt.submitted_at is not None or is_over(attempt.ends_at, now()):
            raise Conflict(text("The time is over; the test was handed in as it was."))
        row = await fetchrow(
            "SELECT x.shown, q.kind FROM test_answer x JOIN question q ON q.id = x.question_id"
            " WHERE x.attempt_id = $1 AND x.position = $2",
            attempt.id,
            position,
        )
        allowed = (
            {"T", "F"} if row is not None and row["kind"] == "judgement" else set(row["shown"] if row else ())
        )
        picked = sorted(set(chosen))
        if row is None or not set(picked) <= allowed or (row["kind"] != "multiple" and len(picked) > 1):
            raise Invalid([FieldProblem("chosen", text("Please choose from the list."))])
        await execute(
            "UPDATE test_answer SET chosen = $3, answered_at = $4 WHERE attempt_id = $1 AND position = $2",
            attempt.id,
            position,
            picked,
            now() if picked else None,
        )


async def hand_in(token: str) -> Attempt:
    """Hand it in: it is marked, and the result counts for the module. Doing it again changes nothing."""
    async with transaction():
        attempt = await _locked(token)
        if attempt.submitted_at is None:
            await mark(attempt, min(now(), attempt.ends_at))
    return await find_attempt(token)


async def _locked(token: str) -> Attempt:
    row = await fetchrow(f"{ATTEMPT} WHERE a.token_hash = $1 FOR UPDATE OF a", _digest(token))
    if row is None:
        raise NotFound(
            text("This address belongs to no attempt."), remedy=text("Begin from the test's page again.")
        )
    return Attempt(**dict(row))
