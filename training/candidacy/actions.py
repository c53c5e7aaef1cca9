"""Enter evidence, confirm that the original was seen, set aside what was wrong."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import explain, in_our_words
from foundation.database import copy_rows, execute, fetch, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id
from foundation.sealing import seal
from foundation.text import text
from training.candidacy.queries import Shown, Subject, find_evidence, subject
from training.candidacy.rules import Evidence, problems, tidied
from training.candidacy.tables import CandidateEvidence

ENTER = "training.candidacy.enter"
OWN = "training.candidacy.own"
CHECK = "training.candidacy.check"
FILE_PLACE = "candidate_evidence.file"

explain("candidate_evidence_once", lambda: Conflict(text("The same is entered for this person already.")))

_COLUMNS = [column._meta.name for column in CandidateEvidence._meta.columns]
_KNOWN = """
SELECT person_id, fingerprint FROM candidate_evidence
 WHERE person_id = ANY($1::uuid[]) AND voided_at IS NULL
"""


class Paper(msgspec.Struct, frozen=True):
    """A scanned original."""

    name: str
    content: bytes


async def enter(
    actor: Actor, person_public_id: str, given: Evidence, *, seen: bool = False, paper: Paper | None = None
) -> uuid.UUID:
    """Enter what a person shows, `seen` by whoever has the original in hand; its id."""
    _require_entering(actor, seen)
    person = await subject(actor, person_public_id)
    if found := problems(given, today()):
        raise Invalid(found)
    async with transaction():
        with in_our_words():
            async with transaction():
                (evidence_id,) = await enter_many(actor, [(person.id, given)], seen=seen, paper=paper)
    return evidence_id


def _require_entering(actor: Actor, seen: bool) -> None:
    """A worker enters about the own person, and nobody confirms having seen what they declare themselves."""
    if not actor.may(OWN):
        actor.require(ENTER)
    if seen:
        actor.require(CHECK)


async def enter_many(
    actor: Actor,
    given: Sequence[tuple[uuid.UUID, Evidence]],
    *,
    seen: bool,
    paper: Paper | None = None,
) -> list[uuid.UUID]:
    """Write evidence of many people at once, within the caller's transaction."""
    moment = now()
    rows = [_row(actor, person_id, tidied(one, today()), paper) for person_id, one in given]
    for row in rows:
        row |= {"entered_at": moment}
        if seen:
            row |= {"seen_by": actor.account_id, "seen_at": moment}
    await copy_rows("candidate_evidence", _COLUMNS, [[row.get(name) for name in _COLUMNS] for row in rows])
    for row in rows:
        changes = {"kind": (None, row["kind"]), "paper": (None, row["paper"]), "seen": (None, seen)}
        await record(actor, "evidence.entered", ("person", row["person_id"]), changes)
    return [row["id"] for row in rows]


def _row(actor: Actor, person_id: uuid.UUID, one: Evidence, paper: Paper | None) -> dict[str, Any]:
    said = msgspec.structs.asdict(one) | {"kind": str(one.kind)}
    sealed = seal(base64.b64encode(paper.content).decode(), FILE_PLACE) if paper else None
    return said | {
        "id": new_id(),
        "person_id": person_id,
        "file_name": paper.name.replace("\\", "/").rsplit("/", 1)[-1][-120:] if paper else "",
        "file_sealed": sealed,
        "fingerprint": one.fingerprint,
        "entered_by": actor.account_id,
        "entered_for": actor.organisation_id,
    }


async def known_fingerprints(person_ids: Sequence[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    """What is entered of these people already."""
    return {(row["person_id"], row["fingerprint"]) for row in await fetch(_KNOWN, list(person_ids))}


async def mark_seen(actor: Actor, evidence_id: uuid.UUID) -> Subject:
    """The actor has had the original in hand and found it to say so."""
    actor.require(CHECK)
    async with transaction():
        shown, person = await _locked(actor, evidence_id)
        if shown.state != "declared":
            raise Conflict(text("This was settled meanwhile. Look at it again."))
        await execute(
            "UPDATE candidate_evidence SET seen_by = $2, seen_at = $3 WHERE id = $1",
            evidence_id,
            actor.account_id,
            now(),
        )
        changes = {"kind": (None, str(shown.said.kind)), "paper": (None, shown.said.paper)}
        await record(actor, "evidence.seen", ("person", person.id), changes)
    return person


async def set_aside(actor: Actor, evidence_id: uuid.UUID, reason: str) -> Subject:
    """It no longer counts; it stays on record with the reason."""
    if len(reason.strip()) < 2:
        raise Invalid([FieldProblem("reason", text("Say why."))])
    async with transaction():
        shown, person = await _locked(actor, evidence_id)
        _require_setting_aside(actor, shown)
        if shown.state == "voided":
            raise Conflict(text("This was set aside already."))
        await execute(
            "UPDATE candidate_evidence SET voided_by = $2, voided_at = $3, void_reason = $4 WHERE id = $1",
            evidence_id,
            actor.account_id,
            now(),
            reason.strip(),
        )
        changes = {"kind": (str(shown.said.kind), None), "paper": (shown.said.paper, None)}
        await record(actor, "evidence.voided", ("person", person.id), changes, reason=reason.strip())
    return person


def _require_setting_aside(actor: Actor, shown: Shown) -> None:
    """Whoever may enter; a worker only what they have declared themselves and nobody has seen yet."""
    if actor.may(OWN):
        if shown.entered_by != actor.account_id:
            raise NotFound()
        if shown.state == "seen":
            raise Conflict(
                text("This was checked against the original."),
                remedy=text("Ask the office that has checked it."),
            )
        return
    actor.require(ENTER)


async def _locked(actor: Actor, evidence_id: uuid.UUID) -> tuple[Shown, Subject]:
    await execute("SELECT 1 FROM candidate_evidence WHERE id = $1 FOR UPDATE", evidence_id)
    return await find_evidence(actor, evidence_id)
