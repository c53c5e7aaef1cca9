"""How area codes nest."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.areas.data import AREAS, HISTORICAL_CODES
from registry.areas.rules import (
    ancestry,
    area,
    children,
    contains,
    current,
    full_name,
    historical,
    level,
    parent,
    prefix,
)

codes = st.sampled_from(sorted(AREAS))


def test_jiangxi_has_one_province_11_cities_and_100_counties() -> None:
    assert Counter(level(code) for code in AREAS) == {1: 1, 2: 11, 3: 100}


def test_the_counties_are_27_districts_61_counties_and_12_cities() -> None:
    kinds = Counter(row.kind for row in AREAS.values() if row.level == 3)
    assert kinds == {"district": 27, "county": 61, "county_city": 12}


@given(codes)
def test_the_table_agrees_with_what_the_code_itself_says(code: str) -> None:
    assert AREAS[code].level == level(code)
    assert AREAS[code].parent_code == (parent(code) if level(code) > 1 else "")


@given(codes, codes)
def test_an_area_contains_another_exactly_when_it_is_among_its_ancestors(one: str, other: str) -> None:
    assert contains(one, other) == (one in ancestry(other))


@given(codes, codes, codes)
def test_containing_is_transitive(one: str, two: str, three: str) -> None:
    if contains(one, two) and contains(two, three):
        assert contains(one, three)


@given(codes)
def test_every_area_but_the_province_is_a_child_of_its_parent(code: str) -> None:
    above = parent(code)
    assert (above is None) == (level(code) == 1)
    assert above is None or AREAS[code] in children(above)


@pytest.mark.parametrize("code, shown", [("360000", "36"), ("360100", "3601"), ("360102", "360102")])
def test_the_prefix_is_what_everything_within_begins_with(code: str, shown: str) -> None:
    assert prefix(code) == shown


@pytest.mark.parametrize(
    "code, name",
    [("360000", "江西省"), ("360100", "南昌市"), ("360102", "南昌市东湖区"), ("999999", "999999")],
)
def test_full_names_run_from_the_city_down(code: str, name: str) -> None:
    assert full_name(code) == name


@pytest.mark.parametrize("old", sorted(HISTORICAL_CODES))
def test_every_former_code_leads_to_an_area_of_today(old: str) -> None:
    assert area(HISTORICAL_CODES[old].current_code) is not None
    assert current(old.ljust(6, "1")) is not None


def test_a_code_in_force_has_no_former_meaning_even_after_a_new_name() -> None:
    assert historical("360402") is None
    assert current("360402") == "360402"


def test_a_code_on_no_list_leads_nowhere() -> None:
    assert current("360199") is None
