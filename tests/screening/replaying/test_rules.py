"""What a replay concludes from what it finds and from how the matches stood."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from screening.matching.rules import Document, Identity
from screening.replaying.rules import (
    Hit,
    Replay,
    Standing,
    Stood,
    conclusion,
    expected,
    pair_by_pair,
    share_a_key,
)
from tests.people import citizen_number

BIRTH = date(1990, 5, 6)
ONE, OTHER = UUID(int=1), UUID(int=2)


def hit(stood: Stood, *, state: str = "possible", key: bool = True) -> Hit:
    return Hit(
        ban_id=ONE, ban="b", authority="", document_no="", state=state, bits=20.0, evidence=(),
        shares_key=key, stood=stood, match=None,
    )  # fmt: skip


def replay(*hits: Hit, recorded: str = "clear", says: str = "clear", then: str = "2") -> Replay:
    return Replay(
        screening_id=ONE, recorded=recorded, expected=says, matcher_recorded=then, matcher="2", epoch=5,
        listed=10, entries=10, hits=hits, earlier=(),
    )  # fmt: skip


def standing(state: Stood, minute: int, ban: UUID = ONE, strength: str = "possible") -> Standing:
    return Standing(f"m{minute}", ban, strength, state, datetime(2026, 11, 1, 8, minute, tzinfo=UTC))


@pytest.mark.parametrize(
    "stood, says",
    [
        (Stood.NONE, "possible"),
        (Stood.OPEN, "strong"),
        (Stood.PROPOSED, "strong"),
        (Stood.CONFIRMED, "strong"),
        (Stood.CLEARED, "clear"),
        (Stood.ENDED, "clear"),
    ],
)
def test_the_answer_is_the_worst_of_what_held_and_of_what_was_missed(stood: Stood, says: str) -> None:
    held = [] if stood is Stood.NONE else [standing(stood, 1, strength="strong")]
    assert expected([hit(stood)], held) == says


def test_nothing_found_and_nothing_held_is_clear() -> None:
    assert expected([], []) == "clear"


def test_of_two_matches_of_a_pair_the_one_that_lives_counts() -> None:
    rows = [standing(Stood.ENDED, 9), standing(Stood.OPEN, 3), standing(Stood.CLEARED, 1, OTHER)]
    assert {ban: one.state for ban, one in pair_by_pair(rows).items()} == {
        ONE: Stood.OPEN,
        OTHER: Stood.CLEARED,
    }
    assert pair_by_pair([standing(Stood.CLEARED, 1), standing(Stood.OPEN, 2)])[ONE].state is Stood.OPEN


def test_the_same_answer_agrees_unless_an_entry_was_missed() -> None:
    assert replay(hit(Stood.CLEARED)).agrees
    assert not replay(recorded="possible").agrees
    missed = replay(hit(Stood.NONE), recorded="possible", says="possible")
    assert not missed.agrees
    assert conclusion(missed)[1].params == {"count": 1}


def test_another_matcher_is_said_plainly_and_never_called_a_mistake() -> None:
    meaning, said, remark = conclusion(replay(hit(Stood.NONE), says="possible", then="1"))
    assert (meaning, remark is not None and remark.params) == ("attention", {"then": "1", "now": "2"})
    assert said.msgid == "Another matcher gives another answer."
    assert conclusion(replay(then="1"))[2] is not None
    assert conclusion(replay())[2] is None


def test_a_key_is_shared_by_a_slip_and_not_by_chance() -> None:
    number = citizen_number(BIRTH)
    person = Identity(("王小花",), (Document("01", number),), (BIRTH,), "female")
    slip = number[:12] + str((int(number[12]) + 1) % 10) + number[13:]
    assert share_a_key(person, Identity(("王小花",), (Document("01", slip),), (), None))
    assert not share_a_key(person, Identity(("李四",), (), (date(1971, 2, 3),), None))
