"""Gathers what the gate looks at, set-wise: one query for each kind of fact, however many applicants."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from certificates.gate.rules import (
    Assessment,
    GateFacts,
    GateLine,
    IdentityPapers,
    Placement,
    ScreeningFacts,
    gate,
)
from curricula.outlines.rules import Completion
from curricula.standards.rules import components
from foundation.clock import CHINA
from foundation.database import fetch
from foundation.errors import Rule
from registry.documents.unsure import waiting_kinds
from screening.matching.rules import State as Screened
from screening.screenings.queries import ScreeningView, epoch, latest, unresolved
from training.evaluations.rules import EntryState, Result
from training.learning.queries import completions

_ENTRIES = """
SELECT n.id, n.person_id, n.enrolment_id, n.status, n.theory, n.skill, n.review, n.absent,
       s.occupation_code, s.standard_edition, s.level, s.publicised_until,
       p.name, p.identity_version, coalesce(d.masked, '') AS document_masked, d.kind AS document_kind,
       d.valid_until,
       f.person_id IS NOT NULL AS has_photo,
       w.status AS placement_status, w.starts_on, w.ends_on, w.mentor_score, w.school_score,
       h.name AS host_name
  FROM evaluation_entry n
  JOIN evaluation_session s ON s.id = n.session_id
  JOIN person p ON p.id = n.person_id
  LEFT JOIN person_document d ON d.person_id = p.id AND d.is_primary
  LEFT JOIN person_photo f ON f.person_id = p.id
  LEFT JOIN LATERAL (SELECT * FROM placement WHERE enrolment_id = n.enrolment_id AND status <> 'cancelled'
                      ORDER BY status = 'assessed' DESC, ends_on DESC LIMIT 1) w ON true
  LEFT JOIN organisation h ON h.id = w.host_id
 WHERE n.id = ANY($1::uuid[])
"""


async def gates(entry_ids: Sequence[uuid.UUID], today: date) -> dict[uuid.UUID, list[GateLine]]:
    """The five lines for each of these evaluation entries, from the records of this moment."""
    rows = await fetch(_ENTRIES, list(entry_ids))
    people = [row["person_id"] for row in rows]
    taught = await completions([row["enrolment_id"] for row in rows if row["enrolment_id"]])
    unsure = await waiting_kinds(today)
    screened, open_matches, now = await latest(people), await unresolved(people), await epoch()
    return {
        row["id"]: gate(
            GateFacts(
                completion=_completion(row, taught),
                placement=_placement(row),
                assessment=_assessment(row),
                identity=_papers(row, unsure),
                screening=_screening(
                    row, screened.get(row["person_id"]), now, row["person_id"] in open_matches
                ),
            ),
            today,
        )
        for row in rows
    }


def _completion(row: Any, taught: dict[uuid.UUID, Completion]) -> Completion | None:
    return taught.get(row["enrolment_id"])


def _placement(row: Any) -> Placement | None:
    if row["placement_status"] is None:
        return None
    return Placement(
        row["placement_status"],
        row["host_name"],
        row["starts_on"],
        row["ends_on"],
        row["mentor_score"],
        row["school_score"],
    )


def _assessment(row: Any) -> Assessment:
    required = components(row["occupation_code"], row["standard_edition"], row["level"])
    kinds = tuple(component.kind for component in required)
    results = tuple(Result(kind, row[kind], kind in row["absent"]) for kind in kinds)
    return Assessment(EntryState(row["status"]), kinds, results, row["publicised_until"])


def _papers(row: Any, unsure: dict[str, Rule]) -> IdentityPapers:
    return IdentityPapers(
        row["name"],
        row["document_masked"],
        valid_until=row["valid_until"],
        has_photo=row["has_photo"],
        unsure=unsure.get(row["document_kind"]),
    )


def _screening(row: Any, last: ScreeningView | None, now: int, open_match: bool) -> ScreeningFacts | None:
    if last is None:
        return None
    current = last.epoch == now and last.identity_version == row["identity_version"]
    return ScreeningFacts(Screened(last.result), last.at.astimezone(CHINA).date(), current, open_match)
