"""Record checks as the institution and public security see them; and who is still to be asked about."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from registry.people.queries import identity
from registry.people.rules import mask_name
from screening.checks.data import CLOCKS
from screening.checks.numbers import terms
from screening.checks.rules import Decision, Kind, Outcome, final, permits, yearly_due

#: On `record_check c`, `organisation o`: `$1` the own institution, `$2` the prefix of the officer's area.
_OWN = "c.institution_id = $1 AND $2::text IS NOT NULL"
_AREA = "o.area_code LIKE $2 || '%' AND $1::uuid IS NOT NULL"
_ANSWERED = "c.outcome IS NOT NULL AND c.outcome <> 'PENDING'"
FILTERS = {
    "waiting": "(c.outcome IS NULL OR c.outcome = 'PENDING')",
    "overdue": "(c.outcome IS NULL OR c.outcome = 'PENDING') AND c.due_on < $3",
    "to_decide": f"{_ANSWERED} AND c.decision IS NULL AND c.kind <> 'placement'",
    "done": f"(c.decision IS NOT NULL OR (c.kind = 'placement' AND {_ANSWERED}))",
}
_SELECT = """
SELECT c.id, c.public_id, c.institution_id, o.name AS institution_name, c.person_id,
       p.name AS person_name, c.kind, c.post, c.asked_at, coalesce(q.name, '') AS asker_name,
       c.due_on, c.outcome, c.letter_no, c.station, c.answered_on, coalesce(w.name, '') AS answering_name,
       c.decision, c.decided_on
  FROM record_check c JOIN organisation o ON o.id = c.institution_id JOIN person p ON p.id = c.person_id
  LEFT JOIN account q ON q.id = c.asked_by LEFT JOIN organisation w ON w.id = c.answering_id
 WHERE """


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """One check; the person masked."""

    id: uuid.UUID
    public_id: str
    institution_id: uuid.UUID
    institution_name: str
    person_id: uuid.UUID
    person_name: str
    kind: Kind
    post: str
    asked_at: datetime
    asker_name: str
    due_on: date
    outcome: Outcome | None
    letter_no: str
    station: str
    answered_on: date | None
    answering_name: str
    decision: Decision | None
    decided_on: date | None

    @property
    def state(self) -> str:
        """Where it stands, in one word."""
        if self.decision is not None:
            return str(self.decision)
        if self.outcome is None:
            return "asked"
        return str(self.outcome).lower()

    @property
    def overdue(self) -> bool:
        """Whether the day of the answer has passed."""
        return not final(self.outcome) and self.due_on < today()

    @property
    def to_decide(self) -> bool:
        """Whether the institution must still say what it does."""
        return final(self.outcome) and self.decision is None and self.kind is not Kind.PLACEMENT


def _scope(actor: Actor) -> tuple[str, tuple[Any, str]]:
    own = actor.organisation_kind == "institution"
    return (_OWN if own else _AREA), (actor.organisation_id, actor.area_prefix)


async def find_check(actor: Actor, public_id: str) -> CheckView:
    """A check of the own institution, or of the own area. Raises `NotFound`."""
    where, args = _scope(actor)
    row = await fetchrow(_SELECT + where + " AND c.public_id = $3", *args, public_id)
    if row is None:
        raise NotFound
    return _view(row)


async def list_checks(actor: Actor, shown: str, limit: int, offset: int) -> tuple[list[CheckView], int]:
    """The checks the actor sees, the most urgent first."""
    where, args = _scope(actor)
    where += " AND $3::date IS NOT NULL AND " + FILTERS[shown]
    values = (*args, today())
    total = await fetchval(
        "SELECT count(*) FROM record_check c JOIN organisation o ON o.id = c.institution_id WHERE " + where,  # noqa: S608
        *values,
    )
    order = " ORDER BY c.due_on, c.asked_at, c.id LIMIT $4 OFFSET $5"
    return [_view(row) for row in await fetch(_SELECT + where + order, *values, limit, offset)], total


async def check_counts(actor: Actor) -> dict[str, int]:
    """How many checks each filter shows."""
    where, args = _scope(actor)
    counts = ", ".join(f"count(*) FILTER (WHERE {said}) AS {name}" for name, said in FILTERS.items())
    row = await fetchrow(
        f"SELECT {counts} FROM record_check c JOIN organisation o ON o.id = c.institution_id"  # noqa: S608
        f" WHERE {where} AND $3::date IS NOT NULL",
        *args,
        today(),
    )
    assert row is not None  # an aggregate always has a row
    return dict(row)


class Due(msgspec.Struct, frozen=True):
    """Somebody employed about whom nobody has asked this year."""

    person_id: uuid.UUID
    person_public_id: str
    person_name: str
    since: date
    last_answered_on: date | None
    due_on: date

    @property
    def overdue(self) -> bool:
        """Whether the year's last day has passed."""
        return self.due_on < today()


_DUE = """
SELECT p.id AS person_id, p.public_id AS person_public_id, p.name AS person_name, l.since,
       (SELECT max(c.answered_on) FROM record_check c WHERE c.person_id = p.id AND c.institution_id = $1
           AND c.outcome IS NOT NULL AND c.outcome <> 'PENDING') AS last_answered_on
  FROM person_organisation l JOIN person p ON p.id = l.person_id
 WHERE l.organisation_id = $1 AND l.kind = 'worker' AND l.until IS NULL
   AND NOT EXISTS (SELECT 1 FROM record_check c WHERE c.person_id = p.id AND c.institution_id = $1
                      AND ((c.answered_on >= $2 AND c.outcome <> 'PENDING')
                           OR c.outcome IS NULL OR c.outcome = 'PENDING'))
 ORDER BY last_answered_on NULLS FIRST, l.since, p.id
"""


async def due_at(institution_id: uuid.UUID) -> list[Due]:
    """Everybody employed who was not asked about in this calendar year; who never was comes first.

    Somebody never asked about is overdue from the first day of work on (未成年人保护法 62).
    """
    year = today().year
    found = []
    for row in await fetch(_DUE, institution_id, date(year, 1, 1)):
        last = row["last_answered_on"]
        until = row["since"] if last is None else yearly_due(year if last.year == year - 1 else last.year + 1)
        found.append(Due(**{**dict(row), "person_name": mask_name(row["person_name"])}, due_on=until))
    return found


_TRAINEES_DUE = """
SELECT p.public_id AS person_public_id, p.name AS person_name, l.since
  FROM person_organisation l JOIN person p ON p.id = l.person_id
 WHERE l.organisation_id = $1 AND l.kind = 'trainee' AND l.until IS NULL
   AND NOT EXISTS (SELECT 1 FROM record_check c WHERE c.person_id = p.id AND c.institution_id = $1
                      AND (c.outcome IS NULL OR c.outcome = 'PENDING' OR c.answered_on >= l.since - $2::int))
 ORDER BY l.since, p.id
"""


class TraineeDue(msgspec.Struct, frozen=True):
    """A trainee about whom the host has not asked yet."""

    person_public_id: str
    person_name: str
    since: date


async def trainees_due(institution_id: uuid.UUID) -> list[TraineeDue]:
    """The institution's trainees about whom nobody has asked for this placement."""
    days = (await terms(today())).longest_age or CLOCKS["pre_hire_age"].value  # it only reminds
    rows = await fetch(_TRAINEES_DUE, institution_id, days)
    return [TraineeDue(**{**dict(row), "person_name": mask_name(row["person_name"])}) for row in rows]


class Standing(msgspec.Struct, frozen=True):
    """What an institution's questions about a person have come to: none, asked, clear or barred."""

    state: Literal["none", "asked", "clear", "barred"]
    public_id: str = ""
    answered_on: date | None = None
    letter_no: str = ""


async def standing_at(institution_id: uuid.UUID, person_id: uuid.UUID) -> Standing:
    """The newest answer counts; a question that is not answered does not take its place."""
    row = await fetchrow(
        "SELECT public_id, outcome, answered_on, letter_no FROM record_check"
        " WHERE institution_id = $1 AND person_id = $2"
        " ORDER BY outcome IS NULL OR outcome = 'PENDING', answered_on DESC, answered_at DESC LIMIT 1",
        institution_id,
        person_id,
    )
    if row is None:
        return Standing("none")
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    if not final(outcome):
        return Standing("asked", row["public_id"])
    state: Literal["clear", "barred"] = "clear" if permits(outcome, await terms(today())) else "barred"
    return Standing(state, row["public_id"], row["answered_on"], row["letter_no"])


async def barred_at(institution_id: uuid.UUID, person_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Whom this institution must not employ: the latest answer about them was a hit."""
    rows = await fetch(
        "SELECT DISTINCT ON (person_id) person_id, outcome FROM record_check"
        " WHERE institution_id = $1 AND person_id = ANY($2::uuid[]) AND outcome IS NOT NULL"
        " AND outcome <> 'PENDING' ORDER BY person_id, answered_on DESC, answered_at DESC",
        institution_id,
        list(person_ids),
    )
    return {row["person_id"] for row in rows if row["outcome"] == Outcome.HIT}


class Asked(msgspec.Struct, frozen=True):
    """Who is asked about, in full: for the officer who looks it up."""

    name: str
    former_names: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    birth_date: date | None


async def asked_about(person_id: uuid.UUID) -> Asked:
    """The person in full; whoever calls this writes it down."""
    known = await identity(person_id)
    return Asked(known.name, tuple(known.former_names), tuple(known.documents), known.birth_date)


def _view(row: Any) -> CheckView:
    values = dict(row)
    return CheckView(
        **{
            **values,
            "person_name": mask_name(values["person_name"]),
            "kind": Kind(values["kind"]),
            "outcome": Outcome(values["outcome"]) if values["outcome"] else None,
            "decision": Decision(values["decision"]) if values["decision"] else None,
        }
    )
