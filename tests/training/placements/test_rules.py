"""What keeps a placement from beginning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Refused
from registry.organisations.rules import FilingState, NonconformityState
from training.placements.data import PARAMETERS, PLACEMENT_RULES
from training.placements.rules import Host, PlacementFacts, blocking, blocks_only, require_startable

START = date(2026, 3, 2)
END = date(2026, 8, 28)
HOST = Host(filing=FilingState.FILED, staff_on_duty=30, staff_in_post=20, trainees=2, trainees_in_post=2)


def facts(**changes: Any) -> PlacementFacts:
    usual = PlacementFacts(
        birth_date=date(2005, 5, 5),
        grade_year=2,
        starts_on=START,
        ends_on=END,
        host=HOST,
        screened_clear=True,
        agreement_school_on=date(2026, 2, 20),
        agreement_host_on=date(2026, 2, 21),
        agreement_trainee_on=START,
        consent_on=date(2026, 2, 20),
        insurance_policy_no="PZ-2026-0001",
        insurance_from=START,
        insurance_until=END,
        teacher_name="李老师",
        mentor_name="周老师",
        safety_training_passed_on=date(2026, 2, 27),
        pledge_signed_on=date(2026, 2, 27),
        health_certificate_until=END,
        host_check="clear",
        host_check_on=date(2026, 2, 20),
        longest_check_age=30,
    )
    return msgspec.structs.replace(usual, **changes)


def found(**changes: Any) -> list[tuple[str, bool]]:
    return [(block.rule.id, block.warning) for block in blocking(facts(**changes))]


def host(**changes: Any) -> dict[str, Host]:
    return {"host": msgspec.structs.replace(HOST, **changes)}


NEXT_DAY = START + timedelta(days=1)


def test_a_whole_placement_may_begin() -> None:
    assert found() == []
    require_startable(facts())


@pytest.mark.parametrize(
    "rule, changes",
    [
        ("IN-01", {"agreement_school_on": None}),
        ("IN-01", {"agreement_host_on": None}),
        ("IN-01", {"agreement_trainee_on": NEXT_DAY}),
        ("IN-02", {"consent_on": None}),
        ("IN-02", {"birth_date": START.replace(year=START.year - 17)}),  # a minor without the guardian
        ("IN-03", {"grade_year": 1}),
        ("IN-08", {"arranged_via": "agency"}),
        ("IN-14", host(trainees=3)),
        ("IN-14", host(staff_on_duty=29)),
        ("IN-15", host(trainees_in_post=4)),
        ("IN-14", host(staff_on_duty=0)),
        ("IN-21", {"insurance_policy_no": " "}),
        ("IN-21", {"insurance_from": NEXT_DAY}),
        ("IN-21", {"insurance_until": END - timedelta(days=1)}),
        ("IN-21", {"insurance_until": None}),
        ("IN-22", {"teacher_name": ""}),
        ("IN-22", {"mentor_name": ""}),
        ("CH-07", {"pledge_signed_on": None}),
        ("CH-07", {"pledge_signed_on": NEXT_DAY}),
        ("IN-25", {"safety_training_passed_on": None}),
        ("IN-25", {"safety_training_passed_on": NEXT_DAY}),
        ("CH-01", host(filing=None)),
        ("CH-01", host(filing=FilingState.SUBMITTED)),
        ("CH-01", host(filing=FilingState.CANCELLED)),
        ("CH-01", host(finding=NonconformityState.FOUND)),
        ("CH-01", host(finding=NonconformityState.PUBLISHED)),
        ("CH-02", {"host_check": "none"}),
        ("CH-02", {"host_check": "none", "declared_check_on": START}),
        ("CH-02", {"host_check": "asked"}),
        ("CH-02", {"host_check": "barred"}),
        ("CH-03", {"health_certificate_until": None}),
        ("CH-03", {"health_certificate_until": START - timedelta(days=1)}),
        ("CH-06", {"screened_clear": False}),
    ],
)
def test_each_thing_that_is_missing_blocks_under_its_own_rule(rule: str, changes: dict[str, Any]) -> None:
    assert found(**changes) == [(rule, False)]
    with pytest.raises(Refused) as refused:
        require_startable(facts(**changes))
    assert refused.value.rule is not None
    assert refused.value.rule.id == rule
    assert refused.value.remedy is not None


@pytest.mark.parametrize(
    "born, rules",
    [
        (START.replace(year=START.year - 18), []),
        (START.replace(year=START.year - 18) + timedelta(days=1), ["IN-02"]),
        (START.replace(year=START.year - 16), ["IN-02"]),
        (START.replace(year=START.year - 16) + timedelta(days=1), ["IN-02", "IN-04"]),
        (None, ["IN-02", "IN-04"]),
    ],
)
def test_age_is_counted_on_the_first_day(born: date | None, rules: list[str]) -> None:
    assert [rule for rule, _ in found(birth_date=born)] == rules


def test_with_the_guardian_s_consent_a_minor_of_sixteen_may_begin() -> None:
    assert found(birth_date=date(2010, 3, 2), guardian_consent_on=START) == []


def test_the_caps_allow_an_exception_with_a_reason_and_then_only_warn() -> None:
    crowded = {**host(trainees=9, trainees_in_post=9), "over_cap_reason": "示范实训基地，经主管部门同意"}
    assert found(**crowded) == [("IN-14", True), ("IN-15", True)]
    require_startable(facts(**crowded))
    assert [warning for _, warning in found(**{**crowded, "over_cap_reason": "  "})] == [False, False]


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 30), st.integers(0, 30))
def test_the_caps_are_ten_and_twenty_percent_this_trainee_included(
    staff: int, in_post: int, trainees: int, trainees_in_post: int
) -> None:
    busy = host(
        staff_on_duty=staff, staff_in_post=in_post, trainees=trainees, trainees_in_post=trainees_in_post
    )
    rules = {rule for rule, _ in found(**busy)}
    assert ("IN-14" in rules) == ((trainees + 1) * 10 > staff)
    assert ("IN-15" in rules) == ((trainees_in_post + 1) * 5 > in_post)


def test_what_ends_soon_is_only_warned_about() -> None:
    assert found(health_certificate_until=END - timedelta(days=1)) == [("CH-03", True)]


@pytest.mark.parametrize(
    ("longest", "age", "begins"), [(30, 30, True), (30, 31, False), (None, 0, True), (None, 1, False)]
)
def test_an_answer_is_no_older_than_confirmed_and_of_the_day_before_that(
    longest: int | None, age: int, begins: bool
) -> None:
    blocks = blocking(facts(host_check_on=START - timedelta(days=age), longest_check_age=longest))
    assert [(one.rule.confidence, one.warning) for one in blocks] == ([] if begins else [("U", False)])


def test_what_the_school_declares_is_named_and_an_answer_that_bars_is_not() -> None:
    (declared,) = blocking(facts(host_check="none", declared_check_on=START))
    assert (START.isoformat() in declared.message.english(), declared.turn) == (True, "host")
    (barred,) = blocking(facts(host_check="barred"))
    assert barred.turn == "health_commission"
    assert "record" not in barred.message.english()


def test_an_institution_whose_change_is_looked_at_still_hosts() -> None:
    assert found(**host(filing=FilingState.CHANGE_SUBMITTED)) == []


def test_nothing_at_all_lists_everything_in_the_order_of_the_rules() -> None:
    empty = PlacementFacts(
        birth_date=None,
        grade_year=1,
        starts_on=START,
        ends_on=END,
        host=Host(filing=None),
        screened_clear=False,
    )
    rules = [block.rule.id for block in blocks_only(blocking(empty))]
    assert set(rules) == {entry.id for entry in PLACEMENT_RULES.values() if entry.checked} - {"IN-08"}
    assert rules.count("IN-01") == 3


def test_every_rule_of_the_regulation_is_there_with_its_source() -> None:
    assert [f"IN-{number:02}" for number in range(1, 29)] == [
        id_ for id_ in PLACEMENT_RULES if id_.startswith("IN-")
    ]
    assert all(entry.document and entry.zh for entry in PLACEMENT_RULES.values())
    assert PARAMETERS.record_check_days.needs_confirm
