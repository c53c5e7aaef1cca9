"""Reads of evaluation sessions and their entries: the evaluator its own, offices those of their area."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from curricula.standards.data import COMPONENT_LABELS, ComponentKind
from curricula.standards.rules import components
from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.text import Text
from training.cohorts.queries import scope
from training.evaluations.evidence import read_evidence
from training.evaluations.rules import EntryState, Outcome, Result, SessionState, outcome


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session with how many are in it."""

    id: uuid.UUID
    public_id: str
    evaluator_id: uuid.UUID
    evaluator_name: str
    code: str
    name: str
    occupation_code: str
    standard_edition: str
    level: int
    held_on: date
    place: str
    status: SessionState
    publicised_from: date | None
    publicised_until: date | None
    publicised_by: uuid.UUID | None
    publicised_by_name: str | None
    confirmed_by_name: str | None
    confirmed_at: datetime | None
    created_at: datetime
    double_entry: bool
    entries: int
    admitted: int
    scored: int
    confirmed: int

    @property
    def components(self) -> tuple[ComponentKind, ...]:
        """What is examined."""
        found = components(self.occupation_code, self.standard_edition, self.level)
        return tuple(component.kind for component in found)

    @property
    def organisers(self) -> tuple[ComponentKind, ...]:
        """The components whose scores the organiser enters; the others are marked by two and more."""
        if not self.double_entry:
            return self.components
        return tuple(kind for kind in self.components if kind == "theory")


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate in a session."""

    id: uuid.UUID
    public_id: str
    session_id: uuid.UUID
    person_id: uuid.UUID
    enrolment_id: uuid.UUID | None
    name: str
    document: str | None
    college_name: str | None
    ticket_no: str
    status: EntryState
    eligibility_rule: str
    evidence: list[Text]
    theory: Decimal | None
    skill: Decimal | None
    review: Decimal | None
    absent: list[str]
    kept: list[str]

    def result(self, kind: ComponentKind) -> Result:
        """The result in one component."""
        return Result(kind, getattr(self, kind), kind in self.absent)

    def outcome(self, required: tuple[ComponentKind, ...]) -> Outcome:
        """What the components come to."""
        return outcome(required, [self.result(kind) for kind in required])


class ConfirmedEntry(msgspec.Struct, frozen=True):
    """A confirmed pass, as certificates are made from it."""

    entry_id: uuid.UUID
    public_id: str
    person_id: uuid.UUID
    enrolment_id: uuid.UUID | None
    theory: Decimal | None
    skill: Decimal | None
    review: Decimal | None
    confirmed_at: datetime


class ComponentStatistics(msgspec.Struct, frozen=True):
    """How one component went."""

    kind: ComponentKind
    passed: int
    failed: int
    absent: int
    average: Decimal | None

    @property
    def label(self) -> Text:
        """The name of the component."""
        return COMPONENT_LABELS[self.kind]

    @property
    def candidates(self) -> int:
        """Everybody with a result or an absence."""
        return self.passed + self.failed + self.absent

    @property
    def pass_rate(self) -> float:
        """The share of those who sat it that passed; 0 when nobody did."""
        sat = self.passed + self.failed
        return self.passed / sat if sat else 0.0


_SESSION = """
SELECT s.*, o.name AS evaluator_name, a.name AS publicised_by_name, b.name AS confirmed_by_name,
       n.entries, n.admitted, n.scored, n.confirmed
  FROM evaluation_session s
  JOIN organisation o ON o.id = s.evaluator_id
  LEFT JOIN account a ON a.id = s.publicised_by
  LEFT JOIN account b ON b.id = s.confirmed_by
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS entries,
           count(*) FILTER (WHERE status NOT IN ('applied', 'ineligible', 'annulled'))::int AS admitted,
           count(*) FILTER (WHERE status IN ('absent', 'scored', 'publicised', 'confirmed', 'failed'))::int
             AS scored,
           count(*) FILTER (WHERE status = 'confirmed')::int AS confirmed
      FROM evaluation_entry WHERE session_id = s.id) n
"""
_SCOPE = " (s.evaluator_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))"
_FOUND = " AND ($3 = '' OR s.name LIKE '%' || $3 || '%' OR s.code LIKE $3 || '%')"
_ENTRY = """
SELECT n.*, p.name, k.name AS college_name,
       (SELECT d.masked FROM person_document d WHERE d.person_id = p.id AND d.is_primary) AS document
  FROM evaluation_entry n
  JOIN person p ON p.id = n.person_id
  LEFT JOIN enrolment e ON e.id = n.enrolment_id
  LEFT JOIN organisation k ON k.id = e.college_id
"""
_CONFIRMED = """
SELECT id AS entry_id, public_id, person_id, enrolment_id, theory, skill, review, confirmed_at
  FROM evaluation_entry WHERE session_id = $1 AND status = 'confirmed' ORDER BY ticket_no
"""
SORTS = {"held": "s.held_on", "name": "s.name", "code": "s.code", "status": "s.status"}
ENTRY_SORTS = {
    "ticket": "n.ticket_no",
    "name": "p.name",
    "status": "n.status",
    "theory": "n.theory",
    "skill": "n.skill",
}


async def find_session(actor: Actor, public_id: str) -> SessionView:
    """One session in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_SESSION} WHERE{_SCOPE} AND s.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound()
    return _session(row)


async def list_sessions(
    actor: Actor,
    *,
    search: str = "",
    status: str = "",
    order_by: str = "s.held_on DESC, s.id",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[SessionView], int]:
    """Sessions in scope by name or code; `order_by` comes from `SORTS`."""
    where = f" WHERE{_SCOPE}{_FOUND} AND ($4 = '' OR s.status = $4)"
    args = (*scope(actor), search.strip(), status)
    count = "SELECT count(*) FROM evaluation_session s JOIN organisation o ON o.id = s.evaluator_id"
    total = await fetchval(count + where, *args)
    rows = await fetch(f"{_SESSION}{where} ORDER BY {order_by} LIMIT $5 OFFSET $6", *args, limit, offset)
    return [_session(row) for row in rows], total


async def find_entry(actor: Actor, public_id: str) -> tuple[EntryView, SessionView]:
    """An entry and its session, in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_ENTRY} WHERE n.public_id = $1", public_id)
    session = row and await fetchval(
        "SELECT public_id FROM evaluation_session WHERE id = $1", row["session_id"]
    )
    if row is None or session is None:
        raise NotFound()
    return _entry(row), await find_session(actor, str(session))


async def entries_of(
    session_id: uuid.UUID,
    *,
    search: str = "",
    status: str = "",
    order_by: str = "n.ticket_no",
    limit: int | None = None,
    offset: int = 0,
) -> list[EntryView]:
    """The candidates of a session that the reader has found; all of them without a limit."""
    rows = await fetch(
        f"{_ENTRY} WHERE n.session_id = $1 AND ($2 = '' OR p.name LIKE '%' || $2 || '%'"
        " OR n.ticket_no LIKE '%' || $2 || '%') AND ($3 = '' OR n.status = $3)"
        f" ORDER BY {order_by} LIMIT $4 OFFSET $5",
        session_id,
        search.strip(),
        status,
        limit,
        offset,
    )
    return [_entry(row) for row in rows]


async def entry_counts(session_id: uuid.UUID, search: str = "") -> dict[str, int]:
    """How many candidates are in each state."""
    rows = await fetch(
        "SELECT n.status, count(*)::int AS count FROM evaluation_entry n JOIN person p ON p.id = n.person_id"
        " WHERE n.session_id = $1 AND ($2 = '' OR p.name LIKE '%' || $2 || '%'"
        " OR n.ticket_no LIKE '%' || $2 || '%') GROUP BY 1",
        session_id,
        search.strip(),
    )
    return {row["status"]: row["count"] for row in rows}


async def confirmed_entries(session_id: uuid.UUID) -> list[ConfirmedEntry]:
    """The confirmed passes of a session by ticket number."""
    return [ConfirmedEntry(**dict(row)) for row in await fetch(_CONFIRMED, session_id)]


async def statistics(session: SessionView) -> list[ComponentStatistics]:
    """How each component went; an absence is not a failure."""
    entries = await entries_of(session.id)
    return [_statistics(kind, entries) for kind in session.components]


def _statistics(kind: ComponentKind, entries: list[EntryView]) -> ComponentStatistics:
    results = [entry.result(kind) for entry in entries if entry.status is not EntryState.ANNULLED]
    scores = [result.score for result in results if result.score is not None and not result.absent]
    passed = sum(result.passed for result in results)
    average = (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.1")) if scores else None
    return ComponentStatistics(
        kind, passed, len(scores) - passed, sum(result.absent for result in results), average
    )


def _session(row: Any) -> SessionView:
    return SessionView(**_picked(row, SessionView) | {"status": SessionState(row["status"])})


def _entry(row: Any) -> EntryView:
    values = dict(row) | {
        "status": EntryState(row["status"]),
        "evidence": read_evidence(row["eligibility_evidence"]),
    }
    return EntryView(**{name: values[name] for name in EntryView.__struct_fields__})


def _picked(row: Any, struct: type[msgspec.Struct]) -> dict[str, Any]:
    values = dict(row)
    return {name: values[name] for name in struct.__struct_fields__}
