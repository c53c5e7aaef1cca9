"""Reads of tests: their plan, the attempts at them, and what the answers tell about each question."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound
from training.cohorts.queries import scope
from training.module_tests.rules import Blueprint
from training.questions.rules import ItemFigures, Kind, Tried, item_figures


class TestView(msgspec.Struct, frozen=True, kw_only=True):
    """A test with whose it is and how far it is."""

    __test__ = False

    id: uuid.UUID
    public_id: str
    cohort_id: uuid.UUID
    cohort_public_id: str
    cohort_name: str
    college_id: uuid.UUID
    course_version_id: uuid.UUID
    module_code: str
    module_title: str
    bank_id: uuid.UUID
    bank_public_id: str
    bank_title: str
    title: str
    singles: int
    multiples: int
    judgements: int
    minutes: int
    attempts: int
    pass_mark: Decimal
    opens_at: datetime
    closes_at: datetime
    access_code: str
    tried: int
    passed: int

    @property
    def blueprint(self) -> Blueprint:
        """How many questions of each kind."""
        return Blueprint(self.singles, self.multiples, self.judgements)

    @property
    def questions(self) -> int:
        """How many questions a paper has."""
        return self.singles + self.multiples + self.judgements


class AttemptView(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt in the list of its test."""

    name: str
    student_no: str
    enrolment_public_id: str
    number: int
    started_at: datetime
    ends_at: datetime
    submitted_at: datetime | None
    score: Decimal | None
    passed: bool | None
    answered: int


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """A question with what its answers tell."""

    code: str
    kind: Kind
    stem: str
    answer: list[str]
    figures: ItemFigures


_TEST = """
SELECT t.id, t.public_id, t.cohort_id, c.public_id AS cohort_public_id, c.name AS cohort_name, c.college_id,
       c.course_version_id, t.module_code, coalesce(m.title, '') AS module_title, t.bank_id,
       b.public_id AS bank_public_id, b.title AS bank_title, t.title, t.singles, t.multiples, t.judgements,
       t.minutes, t.attempts, t.pass_mark, t.opens_at, t.closes_at, t.access_code,
       (SELECT count(DISTINCT a.enrolment_id)::int FROM test_attempt a WHERE a.test_id = t.id) AS tried,
       (SELECT count(DISTINCT a.enrolment_id)::int FROM test_attempt a
         WHERE a.test_id = t.id AND a.passed) AS passed
  FROM module_test t JOIN cohort c ON c.id = t.cohort_id JOIN organisation o ON o.id = c.college_id
  JOIN question_bank b ON b.id = t.bank_id
  LEFT JOIN course_module m ON m.course_version_id = c.course_version_id AND m.code = t.module_code
"""
_SCOPE = " (c.college_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))"
_ATTEMPTS = """
SELECT p.name, e.student_no, e.public_id AS enrolment_public_id, a.number, a.started_at, a.ends_at,
       a.submitted_at, a.score, a.passed,
       (SELECT count(*)::int FROM test_answer x
         WHERE x.attempt_id = a.id AND x.answered_at IS NOT NULL) AS answered
  FROM test_attempt a JOIN enrolment e ON e.id = a.enrolment_id JOIN person p ON p.id = e.person_id
 WHERE a.test_id = $1 ORDER BY e.student_no, a.number
"""
_ANSWERS = """
SELECT q.code, q.kind, q.stem, q.answer, a.score, x.correct, x.chosen
  FROM test_answer x JOIN test_attempt a ON a.id = x.attempt_id JOIN question q ON q.id = x.question_id
 WHERE a.test_id = $1 AND a.submitted_at IS NOT NULL ORDER BY length(q.code), q.code
"""


async def find_test(actor: Actor, public_id: str) -> TestView:
    """One test in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_TEST} WHERE{_SCOPE} AND t.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound()
    return TestView(**dict(row))


async def any_test(condition: str, value: Any) -> TestView:
    """A test whoever asks: by `public_id` or `id`. Raises `NotFound`."""
    row = await fetchrow(f"{_TEST} WHERE t.{condition} = $1", value)
    if row is None:
        raise NotFound()
    return TestView(**dict(row))


async def tests_of(cohort_id: uuid.UUID) -> list[TestView]:
    """The tests of a cohort, the newest first."""
    rows = await fetch(f"{_TEST} WHERE t.cohort_id = $1 ORDER BY t.opens_at DESC, t.id", cohort_id)
    return [TestView(**dict(row)) for row in rows]


async def attempts_at(test_id: uuid.UUID) -> list[AttemptView]:
    """Every attempt by student number."""
    return [AttemptView(**dict(row)) for row in await fetch(_ATTEMPTS, test_id)]


async def items_of(test_id: uuid.UUID) -> list[ItemView]:
    """Every question that was asked, with its figures."""
    asked: dict[str, tuple[Any, list[Tried]]] = {}
    for row in await fetch(_ANSWERS, test_id):
        _, tries = asked.setdefault(row["code"], (row, []))
        tries.append(Tried(row["score"], row["correct"], tuple(row["chosen"])))
    return [
        ItemView(
            code=code, kind=row["kind"], stem=row["stem"], answer=row["answer"], figures=item_figures(tries)
        )
        for code, (row, tries) in asked.items()
    ]
