"""What the outline suggests about a plan; it stops nothing."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from curricula.courses.rules import advice, coverage, prefilled
from curricula.outlines.data import OUTLINES

OUTLINE = OUTLINES["TY-BYRY", "2021"]
PLAN = [msgspec.structs.replace(one, pass_mark=Decimal(60)) for one in prefilled(OUTLINE)]


def test_the_outlines_own_order_with_tests_needs_no_advice() -> None:
    assert advice(OUTLINE, PLAN) == []


def test_practice_before_its_theory_and_a_module_without_its_test() -> None:
    told = [one.english() for one in advice(OUTLINE, [PLAN[-2], *PLAN[:-2], PLAN[-1]])]
    assert len(told) == 1
    assert "comes before" in told[0]
    untested = [msgspec.structs.replace(PLAN[0], pass_mark=None), *PLAN[1:]]
    assert ["attendance is enough" in one.english() for one in advice(OUTLINE, untested)] == [True]
    assert coverage(OUTLINE, untested).met, "advice stops nothing"


def test_what_is_left_out_is_not_out_of_order() -> None:
    without = [one for one in PLAN if one.code != "B-T6"]
    assert advice(OUTLINE, without) == []
