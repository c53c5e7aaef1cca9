"""How a match is decided by two persons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Conflict, DomainError, Invalid, Refused
from screening.adjudication.data import REASONS
from screening.adjudication.rules import (
    HOLDING,
    LABELS,
    MatchState,
    Opinion,
    Verdict,
    decide,
    end,
    propose,
    reasons_for,
    reopen,
)
from screening.matching.rules import State


def opinion(verdict: Verdict, account: str = "a", office: str = "o1") -> Opinion:
    return Opinion(account, office, verdict, reasons_for(verdict)[0][0])


opinions = st.builds(opinion, st.sampled_from(Verdict), st.sampled_from("abc"), st.sampled_from(["o1", "o2"]))
strengths = st.sampled_from([State.POSSIBLE, State.STRONG])


@given(strengths, opinions, opinions)
def test_a_match_is_cleared_only_by_two_who_agree_and_a_strong_one_by_two_offices(
    strength: State, first: Opinion, second: Opinion
) -> None:
    try:
        outcome = decide(MatchState.PROPOSED, strength, first, second)
    except Refused:
        return
    assert first.account_id != second.account_id
    agree = first.verdict == second.verdict
    assert (outcome is MatchState.CLEARED) == (agree and first.verdict is Verdict.DIFFERENT)
    assert (outcome is MatchState.CONFIRMED) == (agree and first.verdict is Verdict.SAME)
    if outcome is MatchState.CLEARED and strength is State.STRONG:
        assert first.organisation_id != second.organisation_id
    if outcome is not MatchState.CLEARED:
        assert outcome in HOLDING


def test_who_proposed_cannot_decide() -> None:
    with pytest.raises(Refused, match="another person"):
        decide(MatchState.PROPOSED, State.POSSIBLE, opinion(Verdict.SAME), opinion(Verdict.SAME))


def test_a_strong_match_is_not_cleared_within_one_office_but_may_be_confirmed_there() -> None:
    different = opinion(Verdict.DIFFERENT, "a"), opinion(Verdict.DIFFERENT, "b")
    with pytest.raises(Refused, match="another organisation"):
        decide(MatchState.PROPOSED, State.STRONG, *different)
    assert decide(MatchState.PROPOSED, State.POSSIBLE, *different) is MatchState.CLEARED
    same = opinion(Verdict.SAME, "a"), opinion(Verdict.SAME, "b")
    assert decide(MatchState.PROPOSED, State.STRONG, *same) is MatchState.CONFIRMED


def test_disagreement_or_doubt_keeps_the_hold_and_asks_others() -> None:
    for second in (Verdict.DIFFERENT, Verdict.UNSURE):
        outcome = decide(
            MatchState.PROPOSED, State.POSSIBLE, opinion(Verdict.SAME, "a"), opinion(second, "b", "o2")
        )
        assert outcome is MatchState.OPEN


def test_who_took_part_before_stays_out_of_a_dispute() -> None:
    with pytest.raises(Refused, match="earlier decision"):
        propose(MatchState.OPEN, opinion(Verdict.SAME, "a"), involved=["a", "b"])
    with pytest.raises(Refused, match="earlier decision"):
        decide(
            MatchState.PROPOSED,
            State.POSSIBLE,
            opinion(Verdict.SAME, "c"),
            opinion(Verdict.SAME, "b"),
            involved=["a", "b"],
        )
    assert propose(MatchState.OPEN, opinion(Verdict.SAME, "c"), involved=["a", "b"]) is MatchState.PROPOSED


@pytest.mark.parametrize("code", ["", "no_such", "same_photo"])
def test_a_verdict_needs_a_reason_that_can_carry_it(code: str) -> None:
    with pytest.raises(Invalid):
        propose(MatchState.OPEN, Opinion("a", "o", Verdict.DIFFERENT, code))


def test_every_verdict_has_reasons_to_choose_from() -> None:
    assert sum(len(reasons_for(verdict)) for verdict in Verdict) == len(REASONS)
    assert all(reasons_for(verdict) for verdict in Verdict)


STEPS = {
    "propose": lambda state: propose(state, opinion(Verdict.SAME, "a")),
    "agree": lambda state: decide(
        state, State.STRONG, opinion(Verdict.SAME, "a"), opinion(Verdict.SAME, "b")
    ),
    "doubt": lambda state: decide(
        state, State.STRONG, opinion(Verdict.SAME, "a"), opinion(Verdict.UNSURE, "b")
    ),
    "clear": lambda state: decide(
        state, State.STRONG, opinion(Verdict.DIFFERENT, "a"), opinion(Verdict.DIFFERENT, "b", "o2")
    ),
    "reopen": reopen,
    "end": end,
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=20))
def test_a_match_never_leaves_its_states_and_clears_only_after_a_proposal(actions: list[str]) -> None:
    state = MatchState.OPEN
    for action in actions:
        try:
            after = STEPS[action](state)
        except DomainError:
            continue
        assert state is not MatchState.ENDED
        if after in (MatchState.CLEARED, MatchState.CONFIRMED):
            assert state is MatchState.PROPOSED
        state = after
    assert state in LABELS


def test_an_ended_match_stays_ended() -> None:
    for step in STEPS.values():
        with pytest.raises(Conflict):
            step(MatchState.ENDED)
