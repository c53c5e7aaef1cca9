"""Alarms come for what is impossible, and stay away from what is usual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from training.archives.rules import Scored, Timed, alarms, bands

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)


def usual(count: int = 60, seed: int = 7) -> list[Scored]:
    random = Random(seed)
    return [
        Scored(f"T-{at:03}", {"theory": _score(random), "skill": _score(random)}, "第一考场", at + 1)
        for at in range(count)
    ]


def _score(random: Random) -> Decimal:
    return Decimal(round(min(98, max(30, random.gauss(74, 12))) * 2)) / 2


def kinds(candidates: list[Scored], marks: list[Timed] | None = None) -> list[str]:
    return [one.kind for one in alarms(candidates, marks or [], 60)]


def test_a_usual_session_raises_no_alarm() -> None:
    assert kinds(usual()) == []


def test_all_or_none_passing_is_looked_at_but_not_in_a_handful() -> None:
    everybody = [Scored(one.ticket_no, {"theory": Decimal(61) + at}) for at, one in enumerate(usual(30))]
    assert kinds(everybody) == ["rate"]
    assert kinds(everybody[:10]) == []
    nobody = [Scored(one.ticket_no, {"theory": Decimal(20) + at}) for at, one in enumerate(usual(30))]
    assert kinds(nobody) == ["rate"]


def test_a_heap_at_the_pass_mark() -> None:
    heaped = [
        Scored(one.ticket_no, {"theory": Decimal(60) if at % 2 else one.scores["theory"]})
        for at, one in enumerate(usual(40))
    ]
    assert "heap" in kinds(heaped)
    assert "same" in kinds(heaped)


def test_neighbours_with_one_paper() -> None:
    copied = usual()
    for at in range(10, 14):
        copied[at] = Scored(copied[at].ticket_no, copied[10].scores, copied[at].room, copied[at].seat)
    found = alarms(copied, [], 60)
    assert [one.kind for one in found] == ["paper"]
    assert found[0].tickets == ("T-010", "T-011", "T-012", "T-013")
    apart = [Scored(one.ticket_no, copied[10].scores, "", 0) for one in usual(4)]
    assert kinds(apart) == []


def test_many_marks_in_one_minute_unless_they_came_by_sheet() -> None:
    quick = [
        Timed(f"T-{at:03}", "甲", Decimal(60 + at), NOON + timedelta(seconds=5 * at)) for at in range(11)
    ]
    assert kinds([], quick) == ["minute"]
    sheet = [Timed(f"T-{at:03}", "甲", Decimal(60 + at), NOON) for at in range(11)]
    assert kinds([], sheet) == []
    slow = [Timed(f"T-{at:03}", "甲", Decimal(60 + at), NOON + timedelta(minutes=3 * at)) for at in range(11)]
    assert kinds([], slow) == []


def test_two_assessors_who_never_differ() -> None:
    one = [Timed(f"T-{at:03}", "甲", Decimal(60 + at), NOON) for at in range(25)]
    other = [Timed(f"T-{at:03}", "乙", Decimal(60 + at), NOON) for at in range(25)]
    assert kinds([], one + other) == ["copied"]
    assert kinds([], [*one, *other[1:], Timed("T-000", "乙", Decimal(59), NOON)]) == []


def test_every_score_lies_in_one_band() -> None:
    scores = [Decimal(0), Decimal("39.99"), Decimal(60), Decimal("59.5"), Decimal(100)]
    assert sum(count for _, count in bands(scores)) == 5
    assert dict(bands(scores))["90–100"] == 1
