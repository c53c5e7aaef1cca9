"""Enter candidates: screened first, then weighed by every condition; what is missing is named."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from curricula.eligibility.data import Confirmed
from curricula.eligibility.rules.rulesets import rules_of
from curricula.eligibility.version import rules_version
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import copy_rows, execute, fetch, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, Rule
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from registry.parameters.queries import confirmed_on
from registry.people.links import link_many
from registry.people.tables import LinkKind
from screening.screenings.actions import screen_many
from training.candidacy.deciding import KeptRule, keep, of_answer, weigh_many
from training.evaluations.actions import own_session
from training.evaluations.evidence import Decision, Standing, decide, written_evidence
from training.evaluations.queries import SessionView
from training.evaluations.resits import keep_components
from training.evaluations.rules import EntryState, SessionState, entry_after
from training.learning.queries import completions

_ENTER = "training.evaluation.enter"
_COUNTING = ("active", "completed")


class Refusal(msgspec.Struct, frozen=True):
    """A candidate who is not admitted, what is missing, and every condition that was tried."""

    name: str
    rule: Rule
    missing: list[Text]
    tried: list[KeptRule] = []
    earliest: date | None = None
    entry_public_id: str = ""

    @property
    def rule_id(self) -> str:
        """The rule that says no."""
        return self.rule.id


class EntryReceipt(msgspec.Struct, frozen=True):
    """What entering a cohort did."""

    admitted: int
    known: int
    ineligible: list[Refusal]


class _Candidate(msgspec.Struct, frozen=True, kw_only=True):
    enrolment_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    status: str
    occupation_code: str
    level: int


_CANDIDATES = """
SELECT e.id AS enrolment_id, e.person_id, p.name, e.status, k.occupation_code, k.level
  FROM enrolment e JOIN person p ON p.id = e.person_id JOIN cohort c ON c.id = e.cohort_id
  JOIN course_version v ON v.id = c.course_version_id JOIN course k ON k.id = v.course_id
"""
_COLUMNS = (
    "id", "public_id", "session_id", "person_id", "enrolment_id", "ticket_no", "status", "created_at",
)  # fmt: skip
_DECIDED = """
UPDATE evaluation_entry SET status = $2, enrolment_id = $3, eligibility_rule = $4, eligibility_evidence = $5
 WHERE id = $1
"""


async def enter_cohort(actor: Actor, public_id: str, college_code: str, cohort_code: str) -> EntryReceipt:
    """Enter everybody of a cohort, named by the codes that its college has given the evaluator."""
    rows = await fetch(
        _CANDIDATES + " JOIN organisation o ON o.id = c.college_id"
        " WHERE (o.code = $1 OR o.uscc = upper($1)) AND c.code = $2"
        " AND e.status NOT IN ('draft', 'withdrawn', 'transferred') ORDER BY e.student_no",
        college_code.strip(),
        cohort_code.strip(),
    )
    if not rows:
        unknown = text("No trainees are found under these codes.")
        raise Invalid(
            [FieldProblem("cohort_code", unknown, text("Compare the codes with the college's letter."))]
        )
    return await _enter(actor, public_id, _read(rows))


async def enter_candidates(actor: Actor, public_id: str, enrolment_ids: Sequence[uuid.UUID]) -> EntryReceipt:
    """Enter these enrolments, in this order."""
    rows = await fetch(
        _CANDIDATES + " WHERE e.id = ANY($1::uuid[]) ORDER BY array_position($1::uuid[], e.id)",
        list(enrolment_ids),
    )
    return await _enter(actor, public_id, _read(rows))


async def enter_people(actor: Actor, public_id: str, person_ids: Sequence[uuid.UUID]) -> EntryReceipt:
    """Enter these people with their newest enrolment for the session's occupation and level."""
    session = await own_session(actor, public_id)
    rows = await fetch(
        _CANDIDATES.replace("SELECT", "SELECT DISTINCT ON (e.person_id)", 1)
        + " WHERE e.person_id = ANY($1::uuid[]) AND k.occupation_code = $2 AND k.level = $3"
        " ORDER BY e.person_id, e.enrolled_on DESC",
        list(person_ids),
        session.occupation_code,
        session.level,
    )
    return await _enter(actor, public_id, _read(rows))


def _read(rows: Iterable[Any]) -> list[_Candidate]:
    return [_Candidate(**dict(row)) for row in rows]


async def _enter(actor: Actor, public_id: str, candidates: list[_Candidate]) -> EntryReceipt:
    """Those who are admitted already stay; those who were not are looked at again."""
    actor.require(_ENTER)
    async with transaction():
        session = await own_session(actor, public_id)
        if session.status is not SessionState.OPEN:
            raise Conflict(text("Candidates are entered while the session is open."))
        before = await _entered(session.id)
        open_ones = [one for one in candidates if _undecided(before.get(one.person_id))]
        confirmed = await confirmed_on(today())
        decisions = await _decide(actor, session, open_ones, confirmed)
        fresh = [one for one in open_ones if one.person_id not in before]
        await _add(actor, session, fresh, len(before))
        entries = await _entered(session.id)
        weighed = {
            entries[one.person_id]["id"]: found
            for one in open_ones
            if (found := decisions[one.enrolment_id].weighed)
        }
        await keep(actor, weighed, today(), rules_version(confirmed))
        for one in open_ones:
            await _settle(actor, entries[one.person_id], one, decisions[one.enrolment_id])
        await keep_components(actor, session)
    refused = [
        _refusal(one, decision, entries[one.person_id]["public_id"])
        for one in open_ones
        if not (decision := decisions[one.enrolment_id]).admitted
    ]
    return EntryReceipt(len(open_ones) - len(refused), len(candidates) - len(open_ones), refused)


def _refusal(one: _Candidate, decision: Decision, entry_public_id: str) -> Refusal:
    answer = decision.weighed.answer if decision.weighed else None
    tried = of_answer(answer) if answer and not answer.eligible else []
    earliest = answer.earliest if answer else None
    return Refusal(one.name, decision.rule, decision.evidence, tried, earliest, entry_public_id)


async def _entered(session_id: uuid.UUID) -> dict[uuid.UUID, Any]:
    rows = await fetch(
        "SELECT id, public_id, person_id, status FROM evaluation_entry WHERE session_id = $1", session_id
    )
    return {row["person_id"]: row for row in rows}


def _undecided(entry: Any) -> bool:
    return entry is None or entry["status"] == EntryState.INELIGIBLE


async def _decide(
    actor: Actor, session: SessionView, candidates: list[_Candidate], confirmed: Confirmed
) -> dict[uuid.UUID, Decision]:
    """Set-wise: as many queries however many candidates. Who is not screened clear is not weighed."""
    rules = rules_of(session.occupation_code, session.standard_edition, session.level, confirmed)
    if not candidates:
        return {}
    screened = await screen_many(actor, [one.person_id for one in candidates], "evaluation", "evaluation")
    clear = [one for one in candidates if screened[one.person_id].result == "clear"]
    done = await completions(one.enrolment_id for one in clear)
    weighed = await weigh_many(rules, [one.person_id for one in clear], today())
    return {
        one.enrolment_id: decide(
            Standing(
                enrolled=one.status in _COUNTING,
                same_course=(one.occupation_code, one.level) == (session.occupation_code, session.level),
                completion=done.get(one.enrolment_id),
                screened_clear=screened[one.person_id].result == "clear",
                weighed=weighed.get(one.person_id),
            )
        )
        for one in candidates
    }


async def _add(actor: Actor, session: SessionView, fresh: list[_Candidate], already: int) -> None:
    """Everybody who is looked at has an entry, whatever comes of it, and is one of the evaluator's people."""
    moment = now()
    rows = [
        (
            new_id(), new_public_id(), session.id, one.person_id, one.enrolment_id,
            f"{session.code}-{serial:03d}", str(EntryState.APPLIED), moment,
        )
        for serial, one in enumerate(fresh, already + 1)
    ]  # fmt: skip
    await copy_rows("evaluation_entry", _COLUMNS, rows)
    people = [one.person_id for one in fresh]
    await link_many(actor, people, session.evaluator_id, LinkKind.REGISTERED)


async def _settle(actor: Actor, entry: Any, one: _Candidate, decision: Decision) -> None:
    before = EntryState(entry["status"])
    status = _status(decision, before)
    evidence = written_evidence(decision.evidence)
    await execute(_DECIDED, entry["id"], str(status), one.enrolment_id, decision.rule.id, evidence)
    changes = {"status": (str(before), str(status)), "eligibility_rule": (None, decision.rule.id)}
    await record(actor, "entry.decided", ("entry", entry["id"]), changes)


def _status(decision: Decision, state: EntryState) -> EntryState:
    """Who is admitted gets a ticket and with it a place."""
    if not decision.admitted:
        return state if state is EntryState.INELIGIBLE else entry_after(state, "refuse")
    return entry_after(entry_after(state, "admit"), "schedule")
