"""What one version has changed against another."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from curricula.courses.differences import differences
from curricula.courses.rules import ModuleDraft, prefilled
from curricula.outlines.data import OUTLINES

PLAN = prefilled(OUTLINES["TY-BYRY", "2021"])
replace = msgspec.structs.replace


def told(old: list[ModuleDraft], new: list[ModuleDraft]) -> list[tuple[str, str]]:
    return [(one.kind, one.code) for one in differences(old, new).modules]


def test_the_same_plan_differs_in_nothing() -> None:
    found = differences(PLAN, PLAN)
    assert found.same
    assert [one.before for one in found.hours] == [one.after for one in found.hours]


def test_added_removed_and_changed() -> None:
    extra = ModuleDraft(code="X", title="婴幼儿急救复训", kind="safety", hours=Decimal(4))
    new = [replace(PLAN[0], hours=Decimal(8), pass_mark=Decimal(60)), *PLAN[1:-1], extra]
    found = differences(PLAN, new)
    assert told(PLAN, new) == [("changed", "B-T1"), ("removed", "B-P4"), ("added", "X")]
    assert [(one.label.english(), str(one.old), str(one.new)) for one in found.modules[0].fields] == [
        ("Hours", "6", "8"),
        ("Pass mark", "attendance", "60"),
    ]
    assert (found.modules[1].before, found.modules[1].after) == (16, None)
    assert (found.hours[0].before, found.hours[0].after) == (120, 110)


def test_another_code_for_the_same_module_of_the_outline_is_one_change() -> None:
    assert told(PLAN, [replace(PLAN[0], code="DE-1"), *PLAN[1:]]) == [("changed", "DE-1")]


def test_only_the_order() -> None:
    found = differences(PLAN, [PLAN[1], PLAN[0], *PLAN[2:]])
    assert (found.modules, found.reordered, found.same) == ((), True, False)


@given(st.sets(st.integers(0, len(PLAN) - 1)), st.sets(st.integers(0, len(PLAN) - 1)))
def test_backwards_it_is_the_opposite(first: set[int], second: set[int]) -> None:
    old, new = [PLAN[at] for at in sorted(first)], [PLAN[at] for at in sorted(second)]
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((opposite[kind], code) for kind, code in told(old, new)) == sorted(told(new, old))
