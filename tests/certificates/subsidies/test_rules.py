"""Conditions of a claim: each at its boundary, and what holds whatever the claim is."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from certificates.subsidies.data import KINDS, RULES
from certificates.subsidies.numbers import UNSURE
from certificates.subsidies.rules import (
    Case,
    Claimed,
    Terms,
    first_obstacle,
    judge,
    may_approve,
    may_register,
    standing,
)

CARER, NURSE = "4-10-01-03", "4-10-01-01"
TERMS = Terms(per_year=1, window_months=12, amount=1500)
CASE = Case(
    standing="valid",
    kind="training",
    occupation_code=CARER,
    level=4,
    issued_on=date(2026, 2, 28),
    claimed_on=date(2026, 11, 24),
    screening="clear",
)


def states(case: Case = CASE, terms: Terms = TERMS) -> dict[str, str]:
    return {line.rule.id: line.state for line in judge(case, terms)}


def but(**changes: object) -> Case:
    return msgspec.structs.replace(CASE, **changes)


def test_a_plain_case_is_approved_and_every_condition_has_its_source() -> None:
    lines = judge(CASE, TERMS)
    assert may_approve(lines)
    assert first_obstacle(lines) is None
    assert [line.rule.id for line in lines] == list(RULES)
    assert all(line.rule.document for line in lines)


@pytest.mark.parametrize(
    "standing", ["suspended", "withdrawn", "superseded", "expired", "unknown", "reserved"]
)
def test_a_certificate_that_is_not_valid_is_not_claimed_for(standing: str) -> None:
    assert states(but(standing=standing))["SUB-VALID"] == "failed"


@pytest.mark.parametrize(
    ("other", "failed"),
    [
        (Claimed("upgrade", CARER, 4, 2020), "SUB-ONCE"),  # another kind, long ago
        (Claimed("upgrade", CARER, 3, 2020), "SUB-HIGHER"),
        (Claimed("training", NURSE, 5, 2026), "SUB-CAP"),  # another occupation counts for the year
    ],
)
def test_what_was_claimed_before_stands_against_it(other: Claimed, failed: str) -> None:
    found = states(but(others=(other,)))
    assert [rule for rule, state in found.items() if state == "failed"] == [failed]


@pytest.mark.parametrize(
    "other",
    [
        Claimed("training", CARER, 5, 2025),  # a lower level, another year
        Claimed("upgrade", NURSE, 4, 2026),  # another occupation, another kind
    ],
)
def test_what_does_not_stand_against_it(other: Claimed) -> None:
    assert may_approve(judge(but(others=(other,)), TERMS))


def test_whoever_holds_a_higher_level_receives_nothing_for_a_lower_one() -> None:
    assert states(but(held_levels=frozenset({3, 4})))["SUB-HIGHER"] == "failed"
    assert states(but(held_levels=frozenset({4, 5})))["SUB-HIGHER"] == "passed"


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 2, 27), "failed"),
        (date(2026, 2, 28), "passed"),
        (date(2027, 2, 28), "passed"),
        (date(2027, 3, 1), "failed"),
    ],
)
def test_the_period_for_claiming_ends_with_its_last_day(day: date, state: str) -> None:
    assert states(but(claimed_on=day))["SUB-WINDOW"] == state


@pytest.mark.parametrize("unknown", ["per_year", "window_months", "amount"])
def test_what_is_not_confirmed_lets_a_claim_wait_and_never_be_approved(unknown: str) -> None:
    lines = judge(CASE, msgspec.structs.replace(TERMS, **{unknown: None}))
    assert may_register(lines)
    assert not may_approve(lines)


def test_without_a_clear_screening_nothing_is_approved() -> None:
    assert not may_approve(judge(but(screening=None), TERMS))
    assert may_register(judge(but(screening=None), TERMS))
    assert not may_register(judge(but(screening="possible"), TERMS))
    assert not may_register(judge(but(screening="strong"), TERMS))


def test_a_level_that_the_kind_does_not_know_is_refused() -> None:
    assert states(terms=Terms(1, 12, None, provided=False))["SUB-AMOUNT"] == "failed"


CLAIMED = some.builds(
    Claimed,
    some.sampled_from(sorted(KINDS)),
    some.sampled_from([CARER, NURSE]),
    some.integers(1, 5),
    some.integers(2024, 2026),
)
CASES = some.builds(
    lambda level, held, others: but(level=level, held_levels=held, others=tuple(others)),
    some.integers(1, 5),
    some.frozensets(some.integers(1, 5), max_size=3),
    some.lists(CLAIMED, max_size=6),
)


@given(CASES, CLAIMED)
def test_another_claim_never_makes_a_claim_possible(case: Case, another: Claimed) -> None:
    more = msgspec.structs.replace(case, others=(*case.others, another))
    assert may_approve(judge(case, TERMS)) or not may_approve(judge(more, TERMS))


@given(CASES, some.randoms(use_true_random=False))
def test_order_changes_nothing(case: Case, chance: object) -> None:
    shuffled = list(case.others)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    other = judge(msgspec.structs.replace(case, others=tuple(shuffled)), TERMS)
    assert other == judge(case, TERMS)


def test_what_becomes_of_the_certificate_becomes_of_the_claim() -> None:
    assert standing("exported", "withdrawn", held=False) == "recover"
    assert standing("exported", "issued", held=True) == "exported"
    assert standing("approved", "withdrawn", held=False) == "stopped"
    assert standing("approved", "issued", held=True) == "stopped"
    assert standing("approved", "issued", held=False) == "approved"
    assert standing("refused", "withdrawn", held=False) == "refused"


def test_no_number_is_in_force_by_coming_with_the_system() -> None:
    for kind in KINDS.values():
        for row in (kind.per_year, kind.window, *kind.amounts.values()):
            assert row.needs_confirm
    assert len(UNSURE) == sum(2 + len(kind.amounts) for kind in KINDS.values())
