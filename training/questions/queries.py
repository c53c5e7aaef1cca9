"""Reads of banks: a college sees its own."""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound
from training.questions.rules import Kind


class BankView(msgspec.Struct, frozen=True, kw_only=True):
    """A bank with how many questions of each kind can be asked."""

    id: uuid.UUID
    public_id: str
    code: str
    title: str
    created_at: datetime
    singles: int
    multiples: int
    judgements: int
    retired: int

    @property
    def askable(self) -> int:
        """How many questions there are to draw from."""
        return self.singles + self.multiples + self.judgements


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """A question."""

    id: uuid.UUID
    code: str
    kind: Kind
    stem: str
    options: list[str]
    answer: list[str]
    topic: str
    retired_at: datetime | None


_BANK = """
SELECT b.id, b.public_id, b.code, b.title, b.created_at,
       count(q.id) FILTER (WHERE q.kind = 'single' AND q.retired_at IS NULL)::int AS singles,
       count(q.id) FILTER (WHERE q.kind = 'multiple' AND q.retired_at IS NULL)::int AS multiples,
       count(q.id) FILTER (WHERE q.kind = 'judgement' AND q.retired_at IS NULL)::int AS judgements,
       count(q.id) FILTER (WHERE q.retired_at IS NOT NULL)::int AS retired
  FROM question_bank b LEFT JOIN question q ON q.bank_id = b.id WHERE b.college_id = $1
"""


async def banks(actor: Actor) -> list[BankView]:
    """The banks of the actor's college."""
    rows = await fetch(f"{_BANK} GROUP BY b.id ORDER BY b.code", actor.organisation_id)
    return [BankView(**dict(row)) for row in rows]


async def find_bank(actor: Actor, public_id: str) -> BankView:
    """One of them. Raises `NotFound`."""
    row = await fetchrow(f"{_BANK} AND b.public_id = $2 GROUP BY b.id", actor.organisation_id, public_id)
    if row is None:
        raise NotFound()
    return BankView(**dict(row))


async def questions_of(bank_id: uuid.UUID) -> list[QuestionView]:
    """Every question of a bank, those that can be asked first."""
    rows = await fetch(
        "SELECT id, code, kind, stem, options, answer, topic, retired_at FROM question"
        " WHERE bank_id = $1 ORDER BY retired_at IS NOT NULL, length(code), code",
        bank_id,
    )
    return [QuestionView(**dict(row)) for row in rows]
