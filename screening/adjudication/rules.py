"""How a match is decided: one person proposes, another decides, and until they agree the hold stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from foundation.errors import Conflict, FieldProblem, Invalid, Refused, own_rule
from foundation.text import Text, text
from registry.working_days.rules import Calendars, add_months, add_working_days
from screening.adjudication.data import DEADLINES, REASONS
from screening.matching.rules import State

TWO_PERSONS = own_rule("ADJ-2P", text("A match is decided by two persons"))
TWO_OFFICES = own_rule("ADJ-2O", text("The same document is ruled out by another organisation only"))


class Verdict(StrEnum):
    """What one of the two thinks."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class MatchState(StrEnum):
    """Where a match stands; it holds every certificate of the person until it is cleared or ended."""

    OPEN = "open"
    PROPOSED = "proposed"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    ENDED = "ended"


#: Who contests what was decided.
RAISERS: dict[str, Text] = {
    "person": text("the person"),
    "college": text("the college"),
    "institution": text("the institution"),
    "authority": text("the deciding authority"),
}
HOLDING = frozenset({MatchState.OPEN, MatchState.PROPOSED, MatchState.CONFIRMED})
LABELS = {
    MatchState.OPEN: text("Possible match, to be judged"),
    MatchState.PROPOSED: text("Awaiting a second person"),
    MatchState.CLEARED: text("Ruled out"),
    MatchState.CONFIRMED: text("Match confirmed"),
    MatchState.ENDED: text("Ended with the ban"),
}


class Opinion(msgspec.Struct, frozen=True):
    """A proposal or a decision: whose, of which organisation, what and why."""

    account_id: object
    organisation_id: object
    verdict: Verdict
    reason_code: str


def due_on(opened: date, strength: str, calendars: Calendars) -> date:
    """The last day on which a match of this strength may be undecided."""
    return add_working_days(opened, DEADLINES[strength].value, calendars)


class Reopening(msgspec.Struct, frozen=True):
    """When a pair that was ruled out is judged again: after so many months, or weighed so much heavier.

    Until somebody has confirmed more: after a year, since the law asks about everybody every year
    (未成年人保护法 62), and for anything heavier at all (weights have two decimals).
    """

    months: int = 12
    heavier: Decimal = Decimal("0.01")


def clearing_holds_since(moment: datetime, reopening: Reopening) -> datetime:
    """Whoever was ruled out before this is looked at again when the next screening finds the pair."""
    return datetime.combine(add_months(moment.date(), -reopening.months), moment.timetz())


def reasons_for(verdict: Verdict) -> tuple[tuple[str, Text], ...]:
    """The codes and words to choose from for a verdict."""
    return tuple((reason.code, reason.label) for reason in REASONS.values() if reason.verdict == verdict)


def require_reason(opinion: Opinion) -> None:
    """A verdict rests on a reason of the list that can carry it."""
    reason = REASONS.get(opinion.reason_code)
    if reason is None or reason.verdict != opinion.verdict:
        raise Invalid([FieldProblem("reason_code", text("Choose a reason that fits your opinion."))])


def propose(state: MatchState, opinion: Opinion, involved: Iterable[object] = ()) -> MatchState:
    """The first of the two. `involved` are those who decided earlier, when a result is disputed."""
    require_reason(opinion)
    if state is not MatchState.OPEN:
        raise Conflict(_not_now(state))
    _require_uninvolved(opinion, involved)
    return MatchState.PROPOSED


def decide(
    state: MatchState, strength: State, proposal: Opinion, decision: Opinion, involved: Iterable[object] = ()
) -> MatchState:
    """The second of the two: agreement settles the match, anything else opens it again for others."""
    require_reason(decision)
    if state is not MatchState.PROPOSED:
        raise Conflict(_not_now(state))
    if proposal.account_id == decision.account_id:
        remedy = text("Ask a colleague to decide.")
        raise Refused(
            text("You made the proposal; another person must decide."), remedy=remedy, rule=TWO_PERSONS
        )
    _require_uninvolved(decision, involved)
    outcome = _outcome(proposal.verdict, decision.verdict)
    if outcome is MatchState.CLEARED:
        _require_another_office(strength, proposal, decision)
    return outcome


def disagreed(opinions: Sequence[Opinion]) -> set[object]:
    """Who took part in a round that ended in two different firm opinions: others must look at it now.

    `opinions` are proposals and decisions by turns, first things first. Whoever was unsure may come back
    when the papers are there.
    """
    rounds = zip(opinions[::2], opinions[1::2], strict=False)
    return {
        opinion.account_id
        for pair in rounds
        if {opinion.verdict for opinion in pair} == {Verdict.SAME, Verdict.DIFFERENT}
        for opinion in pair
    }


class Said(Opinion, frozen=True):
    """An opinion on record: which of the two it was, when, by whom, on what."""

    step: str
    note: str
    at: datetime
    name: str
    organisation: str


def involved(said: Sequence[Said], disputed_at: datetime | None) -> set[object]:
    """Whom it is taken from: whoever judged it before it was disputed, and two who disagreed firmly."""
    before = {one.account_id for one in said if disputed_at is not None and one.at <= disputed_at}
    return before | disagreed(_rounds(said))


def _rounds(said: Sequence[Said]) -> list[Opinion]:
    """Proposals with their decisions; a proposal that new data have overtaken is left out."""
    paired: list[Opinion] = []
    waiting: Said | None = None
    for one in said:
        if one.step == "decide" and waiting is not None:
            paired += [waiting, one]
        waiting = one if one.step == "propose" else None
    return paired


def reopen(state: MatchState) -> MatchState:
    """A settled match is opened again by a dispute, or when either side's identity changes."""
    if state not in (MatchState.CLEARED, MatchState.CONFIRMED):
        raise Conflict(_not_now(state))
    return MatchState.OPEN


def end(state: MatchState) -> MatchState:
    """The ban was lifted: nothing is left to match."""
    if state is MatchState.ENDED:
        raise Conflict(_not_now(state))
    return MatchState.ENDED


def _outcome(proposed: Verdict, decided: Verdict) -> MatchState:
    if proposed == decided == Verdict.DIFFERENT:
        return MatchState.CLEARED
    if proposed == decided == Verdict.SAME:
        return MatchState.CONFIRMED
    return MatchState.OPEN


def _require_another_office(strength: State, proposal: Opinion, decision: Opinion) -> None:
    if strength is State.STRONG and proposal.organisation_id == decision.organisation_id:
        raise Refused(
            text("Both carry the same document: another organisation must agree that they differ."),
            remedy=text("Pass the match on to the health commission above, or to another department."),
            rule=TWO_OFFICES,
        )


def _require_uninvolved(opinion: Opinion, involved: Iterable[object]) -> None:
    if opinion.account_id in set(involved):
        raise Refused(
            text("You took part in the earlier decision; somebody else must look at it now."),
            rule=TWO_PERSONS,
        )


def _not_now(state: MatchState) -> Text:
    return text("This step is not possible now. The match is: {state}.", state=LABELS[state])
