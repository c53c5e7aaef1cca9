"""How an upheld objection against an absence can be put right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from training.objections.rules import Contested, Wanted, put_right, remedy_problems

MARKED = Contested(by_assessors=("skill", "review"), scores={"skill": Decimal(58), "review": None})
AWAY = Contested(by_assessors=("skill", "review"), scores={"skill": None, "review": None}, absent=["skill"])
FIXED = Wanted(remedy="fixed", points=Decimal(70), document="1号")


@pytest.mark.parametrize(
    "wanted, contested, fields",
    [
        (Wanted(remedy="present"), MARKED, ["remedy"]),
        (Wanted(remedy="present", component="theory"), MARKED, ["component"]),
        (Wanted(remedy="present"), AWAY, []),
        (Wanted(remedy="present", component="review"), AWAY, ["remedy"]),
        (Wanted(remedy="remark"), AWAY, ["remedy"]),
        (FIXED, AWAY, []),
        (FIXED, Contested(by_assessors=("skill",), scores={"skill": None}), ["remedy"]),
        (Wanted(remedy="present"), Contested(by_assessors=(), scores={}, absent=["skill"]), ["remedy"]),
    ],
)
def test_marks_for_who_was_there_and_nothing_anew_for_who_has_none(
    wanted: Wanted, contested: Contested, fields: list[str]
) -> None:
    assert [one.field for one in remedy_problems(wanted, contested)] == fields


def test_the_committee_marks_too() -> None:
    right = put_right(Wanted(remedy="present", component="review"))
    assert (right.remedy, right.component, right.points, right.document) == ("present", "review", None, "")
