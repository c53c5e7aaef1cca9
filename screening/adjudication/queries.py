"""Matches as the officers read them who have to judge; both sides masked, and only within their area."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.text import Text
from registry.calendars.queries import expected_calendars
from registry.people.rules import mask_name
from registry.working_days.rules import Calendars, working_days_between
from screening.adjudication.rules import MatchState, Said, Verdict, involved

#: On `match m`, `ban b`, `person p` with `$1`, the officer's area: the ban or the person belongs there.
VISIBLE = """(b.area_code LIKE $1 || '%' OR p.area_code LIKE $1 || '%' OR EXISTS (
    SELECT 1 FROM person_organisation l JOIN organisation o ON o.id = l.organisation_id
     WHERE l.person_id = p.id AND l.until IS NULL AND o.area_code LIKE $1 || '%'))"""
#: What the work list can be narrowed to; `waiting` is what somebody must still decide.
FILTERS = {
    "waiting": ("open", "proposed"),
    "open": ("open",),
    "proposed": ("proposed",),
    "contested": ("open", "proposed"),
    "confirmed": ("confirmed",),
    "cleared": ("cleared",),
    "ended": ("ended",),
}
_CONTESTED = "EXISTS (SELECT 1 FROM match_dispute d WHERE d.match_id = m.id)"
_FROM = "FROM match m JOIN ban b ON b.id = m.ban_id JOIN person p ON p.id = m.person_id"
_SELECT = f"""
SELECT m.id, m.public_id, m.strength, m.state, m.opened_at, m.reopened_at, m.due_on, m.bits, m.matcher_version,
       m.evidence::text AS evidence, p.name AS person_name, b.public_id AS ban_public_id,
       b.document_no AS ban_document_no, b.authority_name AS ban_authority, b.kind AS ban_kind, b.status AS ban_status,
       b.area_code LIKE $1 || '%' AS ban_visible, a.account_id AS proposer_id, a.organisation_id AS proposer_organisation_id,
       a.verdict AS proposed_verdict, coalesce(o.name, '') AS proposer_organisation,
       {_CONTESTED} AS contested,
       EXISTS (SELECT 1 FROM match_statement t WHERE t.match_id = m.id) AS heard
  {_FROM}
  LEFT JOIN LATERAL (SELECT * FROM adjudication x WHERE x.match_id = m.id AND x.step = 'propose'
                      ORDER BY x.at DESC, x.id DESC LIMIT 1) a ON m.state = 'proposed'
  LEFT JOIN organisation o ON o.id = a.organisation_id
 WHERE {VISIBLE}
"""  # noqa: E501, S608 - constants above


class Line(msgspec.Struct, frozen=True):
    """One feature that was compared; `bits` where the matcher weighs it."""

    feature: str
    agrees: bool
    message: Text
    person: str
    banned: str
    bits: float | None = None


class MatchView(msgspec.Struct, frozen=True, kw_only=True):
    """A person and a ban that may be the same."""

    id: uuid.UUID
    public_id: str
    strength: str
    state: MatchState
    opened_at: datetime
    reopened_at: datetime | None
    due_on: date
    bits: float | None
    matcher_version: str
    evidence: list[Line]
    person_name: str
    ban_public_id: str
    ban_document_no: str
    ban_authority: str
    ban_kind: str
    ban_status: str
    ban_visible: bool
    proposer_id: uuid.UUID | None
    proposer_organisation_id: uuid.UUID | None
    proposer_organisation: str
    proposed_verdict: Verdict | None
    contested: bool
    heard: bool
    #: Working days until it must be decided, today not counted.
    days_left: int

    @property
    def waiting(self) -> bool:
        """Whether somebody must still say something."""
        return self.state in (MatchState.OPEN, MatchState.PROPOSED)

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed and it still waits."""
        return self.waiting and self.due_on < today()

    @property
    def needs_another_office(self) -> bool:
        """Whether only another organisation can agree with the proposal."""
        return self.strength == "strong" and self.proposed_verdict is Verdict.DIFFERENT


async def find_match(actor: Actor, public_id: str) -> MatchView:
    """The match, if the officer's area has to do with it. Raises `NotFound`."""
    row = await fetchrow(_SELECT + " AND m.public_id = $2", actor.area_prefix, public_id)
    if row is None:
        raise NotFound
    return (await _views([row]))[0]


async def list_matches(actor: Actor, shown: str, limit: int, offset: int) -> tuple[list[MatchView], int]:
    """Matches of the area, the most urgent first."""
    where, args = " AND m.state = ANY($2::text[])", (actor.area_prefix, list(FILTERS[shown]))
    if shown == "contested":
        where += f" AND {_CONTESTED}"
    total = await fetchval(f"SELECT count(*) {_FROM} WHERE {VISIBLE}" + where, *args)
    order = " ORDER BY m.due_on, m.strength DESC, m.opened_at, m.id LIMIT $3 OFFSET $4"
    rows = await fetch(_SELECT + where + order, *args, limit, offset)
    return await _views(rows), total


async def match_counts(actor: Actor) -> dict[str, int]:
    """How many matches of the area each filter shows."""
    sql = (
        f"SELECT m.state, count(*) AS n, count(*) FILTER (WHERE {_CONTESTED}) AS contested"
        f" {_FROM} WHERE {VISIBLE} GROUP BY m.state"
    )
    rows = {row["state"]: row for row in await fetch(sql, actor.area_prefix)}
    return {
        name: sum(
            rows[state]["contested" if name == "contested" else "n"] for state in states if state in rows
        )
        for name, states in FILTERS.items()
    }


async def matches_of_ban(actor: Actor, ban_id: uuid.UUID) -> list[MatchView]:
    """Everybody whom the ban may mean, as far as the officer sees the ban."""
    rows = await fetch(
        _SELECT + " AND m.ban_id = $2 ORDER BY m.strength DESC, m.opened_at, m.id", actor.area_prefix, ban_id
    )
    return await _views(rows)


async def opinions_of(match_id: uuid.UUID) -> list[Said]:
    """What was said about a match, first things first."""
    rows = await fetch(
        "SELECT a.account_id, a.organisation_id, a.verdict, a.reason_code, a.step, a.note, a.at,"
        " coalesce(c.name, '') AS name, coalesce(o.name, '') AS organisation FROM adjudication a"
        " LEFT JOIN account c ON c.id = a.account_id LEFT JOIN organisation o ON o.id = a.organisation_id"
        " WHERE a.match_id = $1 ORDER BY a.at, a.id",
        match_id,
    )
    return [Said(**{**dict(row), "verdict": Verdict(row["verdict"])}) for row in rows]


class Dispute(msgspec.Struct, frozen=True):
    """Somebody contested what was decided."""

    raised_by: str
    settled_as: str
    grounds: str
    at: datetime
    name: str
    organisation: str


async def disputes_of(match_id: uuid.UUID) -> list[Dispute]:
    """How often a match was contested, first things first."""
    rows = await fetch(
        "SELECT d.raised_by, d.settled_as, d.grounds, d.at, coalesce(c.name, '') AS name,"
        " coalesce(o.name, '') AS organisation FROM match_dispute d"
        " LEFT JOIN account c ON c.id = d.account_id LEFT JOIN organisation o ON o.id = d.organisation_id"
        " WHERE d.match_id = $1 ORDER BY d.at, d.id",
        match_id,
    )
    return [Dispute(**dict(row)) for row in rows]


async def involved_in(match_id: uuid.UUID, said: list[Said]) -> set[object]:
    """The accounts from which the match is taken."""
    disputes = await disputes_of(match_id)
    return involved(said, disputes[-1].at if disputes else None)


_SAID_OF_MANY = """
SELECT a.match_id, a.account_id, a.organisation_id, a.verdict, a.reason_code, a.step, a.note, a.at,
       '' AS name, '' AS organisation
  FROM adjudication a WHERE a.match_id = ANY($1::uuid[]) ORDER BY a.at, a.id
"""


async def involved_in_many(match_ids: list[uuid.UUID]) -> dict[uuid.UUID, set[object]]:
    """For each of these matches, the accounts from which it is taken."""
    said: dict[uuid.UUID, list[Said]] = {match_id: [] for match_id in match_ids}
    for row in await fetch(_SAID_OF_MANY, match_ids):
        values = dict(row)
        one = said[values.pop("match_id")]
        one.append(Said(**{**values, "verdict": Verdict(values["verdict"])}))
    rows = await fetch(
        "SELECT match_id, max(at) AS at FROM match_dispute WHERE match_id = ANY($1::uuid[]) GROUP BY 1",
        match_ids,
    )
    contested = {row["match_id"]: row["at"] for row in rows}
    return {match_id: involved(each, contested.get(match_id)) for match_id, each in said.items()}


async def _views(rows: list[Any]) -> list[MatchView]:
    calendars = await expected_calendars(today()) if rows else {}
    return [_view(row, calendars) for row in rows]


def _view(row: Any, calendars: Calendars) -> MatchView:
    values = dict(row)
    verdict = values["proposed_verdict"]
    return MatchView(
        **{
            **values,
            "state": MatchState(values["state"]),
            "bits": None if values["bits"] is None else float(values["bits"]),
            "evidence": msgspec.json.decode(values["evidence"], type=list[Line]),
            "person_name": mask_name(values["person_name"]),
            "proposed_verdict": Verdict(verdict) if verdict else None,
            "days_left": working_days_between(today(), values["due_on"], calendars),
        }
    )
