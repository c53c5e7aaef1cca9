"""Publicise results, and confirm them afterwards: two steps by two persons."""

from __future__ import annotations

from datetime import date

import msgspec

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import in_our_words
from foundation.database import execute, fetch, transaction
from foundation.errors import Invalid, Refused, Rule
from foundation.history import record
from foundation.text import text
from registry.people.links import unlink_many
from registry.people.tables import LinkKind
from training.absences.queries import waiting_corrections
from training.archives.actions import archive
from training.evaluations.actions import own_session
from training.evaluations.lengthening import last_day
from training.evaluations.numbers import publicity_term
from training.evaluations.queries import EntryView, SessionView, entries_of
from training.evaluations.rules import (
    PUBLICITY,
    EntryState,
    Outcome,
    entry_after,
    publicity_ends,
    publicity_problem,
    require_publicity_over,
    session_after,
)
from training.objections.queries import not_carried_out, open_objections

_PUBLICISE = "training.evaluation.publicise"
_CONFIRM = "training.evaluation.confirm"
_RESULTS = (EntryState.SCORED, EntryState.PUBLICISED, EntryState.ABSENT)

TWO_PERSONS = Rule(
    "EV-TWO",
    text("Who publicises results does not confirm them"),
    "职业技能等级认定工作规程（试行）（人社职司便函〔2020〕17号）",
)


class Tally(msgspec.Struct, frozen=True):
    """What the results come to."""

    passed: int
    failed: int
    absent: int
    unscored: int


def tally(session: SessionView, entries: list[EntryView]) -> Tally:
    """Pass, fail and absent among those who were admitted."""
    admitted = [one for one in entries if one.status not in (EntryState.INELIGIBLE, EntryState.ANNULLED)]
    required = session.components
    outcomes = [one.outcome(required) for one in admitted]
    absent = sum(set(one.absent) == set(required) for one in admitted)
    return Tally(
        outcomes.count(Outcome.PASS),
        outcomes.count(Outcome.FAIL) - absent,
        absent,
        sum(one.status not in (*_RESULTS, EntryState.CONFIRMED, EntryState.FAILED) for one in admitted),
    )


async def publicise(actor: Actor, public_id: str, until: date | None = None) -> date:
    """Publicise every result from today for the shortest time that is allowed, or longer; the last day."""
    actor.require(_PUBLICISE)
    begins = today()
    term = await publicity_term(begins)
    ends = until or publicity_ends(begins, term)
    if problem := publicity_problem(begins, ends, term):
        raise Invalid([problem])
    async with transaction():
        session = await own_session(actor, public_id)
        status = session_after(session.status, "publicise")
        _guard_scored(session, await entries_of(session.id))
        await _guard_absences(session)
        await _guard_carried_out(session)
        await execute(
            "UPDATE evaluation_entry SET status = 'publicised' WHERE session_id = $1 AND status = 'scored'",
            session.id,
        )
        await execute(
            "UPDATE evaluation_session SET status = $2, publicised_from = $3, publicised_until = $4,"
            " publicised_by = $5 WHERE id = $1",
            session.id,
            str(status),
            begins,
            ends,
            actor.account_id,
        )
        changes = {
            "status": (str(session.status), str(status)),
            "publicised_until": (None, ends.isoformat()),
        }
        await record(actor, "session.publicised", ("session", session.id), changes)
    return ends


def _guard_scored(session: SessionView, entries: list[EntryView]) -> None:
    if unscored := tally(session, entries).unscored:
        raise Refused(
            text("{count} candidates have no result yet.", count=unscored),
            remedy=text("Enter their scores, or mark them as absent."),
            rule=PUBLICITY,
        )


async def _guard_absences(session: SessionView) -> None:
    if waiting := await waiting_corrections(session.id):
        raise Refused(
            text("{count} absences that are said to be mistakes wait for the second person.", count=waiting),
            remedy=text("That person decides on the candidate's page."),
            rule=PUBLICITY,
        )


async def _guard_carried_out(session: SessionView) -> None:
    if waiting := await not_carried_out(session.id):
        raise Refused(
            text("{count} objections were upheld and are not carried out yet.", count=waiting),
            remedy=text("Assessors mark anew, or a second person writes the score that was fixed."),
            rule=PUBLICITY,
        )


async def confirm(actor: Actor, public_id: str) -> Tally:
    """After the publicity, by another person: each component decides on its own, and then all is frozen."""
    actor.require(_CONFIRM)
    async with transaction():
        session = await own_session(actor, public_id)
        status = session_after(session.status, "confirm")
        await require_may_confirm(actor, session)
        if waiting := await open_objections(session.id):
            raise Refused(
                text("{count} objections wait for an answer.", count=waiting),
                remedy=text("Another person than the one who recorded an objection answers it."),
                rule=PUBLICITY,
            )
        await _guard_carried_out(session)
        entries = await entries_of(session.id)
        result = tally(session, entries)
        for entry in entries:
            if entry.status in _RESULTS:
                await _settle(actor, session, entry)
        with in_our_words():
            await execute(
                "UPDATE evaluation_session SET status = $2, confirmed_by = $3, confirmed_at = $4"
                " WHERE id = $1",
                session.id,
                str(status),
                actor.account_id,
                now(),
            )
        changes = {
            "status": (str(session.status), str(status)),
            "passed": (None, result.passed),
            "failed": (None, result.failed + result.absent),
        }
        await record(actor, "session.confirmed", ("session", session.id), changes)
        await archive(actor, public_id)
        await _let_go(actor, session)
    return result


async def require_may_confirm(actor: Actor, session: SessionView) -> None:
    """Not before the publicity is over, as the calendars count by now, and not who publicised."""
    begins, until = session.publicised_from, session.publicised_until
    if begins is None or until is None or session.publicised_by is None:
        raise Refused(text("The results are not publicised."), rule=TWO_PERSONS)
    if session.publicised_by == actor.account_id:
        raise Refused(
            text("You have publicised these results; another person confirms them."),
            remedy=text("Ask a colleague who may confirm results."),
            rule=TWO_PERSONS,
        )
    require_publicity_over(await last_day(begins, until), today())


_NOWHERE_ELSE = """
SELECT v.person_id FROM evaluation_entry v WHERE v.session_id = $1 AND NOT EXISTS (
  SELECT 1 FROM evaluation_entry x JOIN evaluation_session s ON s.id = x.session_id
   WHERE x.person_id = v.person_id AND s.evaluator_id = $2 AND s.status <> 'confirmed')
"""


async def _let_go(actor: Actor, session: SessionView) -> None:
    """It is over: the evaluator's list shows those who sit another examination there, and no others."""
    people = [row["person_id"] for row in await fetch(_NOWHERE_ELSE, session.id, session.evaluator_id)]
    await unlink_many(actor, people, session.evaluator_id, LinkKind.REGISTERED)


async def _settle(actor: Actor, session: SessionView, entry: EntryView) -> None:
    passed = entry.outcome(session.components) is Outcome.PASS
    state = entry_after(entry.status, "confirm" if passed else "fail")
    await execute(
        "UPDATE evaluation_entry SET status = $2, confirmed_at = $3 WHERE id = $1",
        entry.id,
        str(state),
        now(),
    )
    await record(actor, "entry.confirmed", ("entry", entry.id), {"status": (str(entry.status), str(state))})
