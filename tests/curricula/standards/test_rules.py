"""Which components a level asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.occupations.data import OCCUPATIONS
from curricula.standards.data import COMPONENT_LABELS, STANDARDS
from curricula.standards.rules import committee_complete, components, persons_needed
from foundation.errors import Refused

OFFERED = [
    (occupation.code, edition.edition, level)
    for occupation in OCCUPATIONS.values()
    for edition in occupation.editions
    for level in edition.levels
]


@pytest.mark.parametrize("code, edition, level", OFFERED)
def test_every_level_has_theory_and_skill_and_the_two_highest_a_review(
    code: str, edition: str, level: int
) -> None:
    kinds = [component.kind for component in components(code, edition, level)]
    assert kinds == ["theory", "skill", "review"][: 3 if level <= 2 else 2]


@pytest.mark.parametrize(
    "code, edition, level", [("4-10-01-01", "2021年版", 5), ("4-10-01-02", "2019年版", 2)]
)
def test_a_level_the_edition_does_not_have_is_refused(code: str, edition: str, level: int) -> None:
    with pytest.raises(Refused):
        components(code, edition, level)


def test_each_component_passes_at_sixty() -> None:
    assert STANDARDS.pass_mark.value == 60
    assert not STANDARDS.pass_mark.needs_confirm


def test_minutes_are_parameters_to_confirm() -> None:
    found = [component for each in STANDARDS.assessments for component in each.components]
    assert all(component.needs_confirm and component.least_minutes > 0 for component in found)
    assert {component.label.msgid for component in found} == {
        each.msgid for each in COMPONENT_LABELS.values()
    }


@pytest.mark.parametrize("candidates, persons", [(1, 2), (15, 2), (30, 2), (31, 3), (120, 8)])
def test_one_invigilator_for_fifteen_and_never_fewer_than_two(candidates: int, persons: int) -> None:
    assert persons_needed(STANDARDS.invigilation, candidates) == persons


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_candidates_never_need_fewer_persons(one: int, more: int) -> None:
    for staffing in (STANDARDS.invigilation, STANDARDS.assessors, STANDARDS.committee):
        assert persons_needed(staffing, one + more) >= persons_needed(staffing, one) >= staffing.least


@pytest.mark.parametrize("persons, complete", [(1, False), (2, False), (3, True), (4, False), (5, True)])
def test_a_committee_is_three_or_more_and_odd(persons: int, complete: bool) -> None:
    assert committee_complete(persons) is complete
