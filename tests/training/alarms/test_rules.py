"""Alarms of papers come once their thresholds are confirmed, and for what is not usual."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from foundation.clock import CHINA
from training.alarms.rules import Compared, Handed, Thresholds, differences, same_minutes, same_papers
from training.likeness.rules import Answered
from training.papers.rules import Item

NINE = datetime(2026, 9, 1, 9, tzinfo=CHINA)
CONFIRMED = Thresholds(same_paper_sessions=1000, same_minute_papers=5, same_minute_before_end=10)


def handed(*minutes: int, room: str = "第一考场", ends: int | None = 90) -> list[Handed]:
    end = None if ends is None else NINE + timedelta(minutes=ends)
    return [
        Handed(f"T-{at:03}", NINE + timedelta(minutes=minute, seconds=at), room, end)
        for at, minute in enumerate(minutes)
    ]


def test_five_of_a_room_within_a_minute_long_before_the_end() -> None:
    found = same_minutes(handed(40, 40, 40, 40, 40, 61), CONFIRMED)
    assert [(one.kind, one.tickets) for one in found] == [
        ("handed_in", ("T-000", "T-001", "T-002", "T-003", "T-004"))
    ]
    assert "09:40" in found[0].said.english()
    assert same_minutes(handed(40, 40, 40, 40), CONFIRMED) == []
    assert same_minutes(handed(40, 40, 40) + handed(40, 40, 40, room="第二考场"), CONFIRMED) == []


def test_where_many_sit_together_many_have_to_hand_in_together() -> None:
    crowd = handed(*(at % 70 for at in range(240)), *[40] * 5, room="", ends=None)
    assert same_minutes(crowd, CONFIRMED) == []
    assert len(same_minutes([*crowd, *handed(*[40] * 60, room="", ends=None)], CONFIRMED)) == 1


def test_the_end_is_no_alarm_with_and_without_a_seat_plan() -> None:
    assert same_minutes(handed(90, 90, 90, 90, 90, 81, 81, 81, 81, 81), CONFIRMED) == []
    assert same_minutes(handed(90, 90, 90, 90, 90, 90, ends=None), CONFIRMED) == []
    assert len(same_minutes(handed(90, 40, 40, 40, 40, 40, ends=None), CONFIRMED)) == 1


def test_nothing_before_it_is_confirmed() -> None:
    many = handed(40, 40, 40, 40, 40)
    assert same_minutes(many, Thresholds(same_minute_papers=5)) == []
    assert same_minutes(many, Thresholds(same_minute_before_end=10)) == []
    items = tuple(Item(number, "A") for number in range(1, 101))
    chance = Random(4)
    twins = [Answered(f"T-{at:02}", tuple(chance.choices("ABCD", k=100))) for at in range(24)]
    twins[7] = Answered("T-07", twins[3].answers)
    assert [one.tickets for one in same_papers(items, twins, 1000)] == [("T-03", "T-07")]
    assert same_papers(items, twins, None) == []
    assert same_papers(items, twins[:19], 1000) == []


def compared(count: int, by: int = 1) -> list[Compared]:
    return [Compared(f"T-{at:03}", Decimal(70 + by), Decimal(70)) for at in range(count)]


def test_another_score_than_key_and_answers_come_to() -> None:
    assert differences(compared(3, by=0)) == []
    assert differences([Compared("T-1", None, Decimal(70)), Compared("T-2", Decimal(70), None)]) == []
    assert [one.tickets for one in differences(compared(3))] == [("T-000",), ("T-001",), ("T-002",)]
    assert "71; key and answers come to 70" in differences(compared(1))[0].said.english()
    many = differences(compared(21))
    assert [(one.kind, len(one.tickets)) for one in many] == [("score", 21)]
    absent = differences([Compared("T-1", None, Decimal(70), absent=True)])
    assert [(one.kind, one.tickets) for one in absent] == [("absent", ("T-1",))]


def test_other_facts_make_another_alarm() -> None:
    first, again, other = (differences(compared(1, by=by))[0].key for by in (1, 1, 2))
    assert first == again != other
    assert len(first) == 24
