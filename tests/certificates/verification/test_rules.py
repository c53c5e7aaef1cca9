"""Standing: the first fact that decides, and nothing is valid by default."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.verification.rules import STANDINGS, STATUS, standing, within_reason

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "status, held, expires_on, current, expected",
    [
        ("issued", False, None, True, "valid"),
        ("issued", False, TODAY, True, "valid"),
        ("issued", False, TODAY - timedelta(1), True, "expired"),
        ("issued", True, TODAY - timedelta(1), True, "suspended"),
        ("issued", True, None, False, "suspended"),
        ("issued", False, None, False, "unavailable"),
        ("issued", False, TODAY - timedelta(1), False, "expired"),
        ("withdrawn", True, None, False, "withdrawn"),
        ("superseded", True, None, False, "superseded"),
        ("reserved", False, None, True, "unknown"),
        ("prepared", False, None, True, "unknown"),
        ("voided", False, None, True, "unknown"),
    ],
)
def test_first_of_these(
    status: str, held: bool, expires_on: date | None, current: bool, expected: str
) -> None:
    found = standing(status, held=held, expires_on=expires_on, register_current=current, today=TODAY)
    assert found == expected


@given(
    status=st.sampled_from(["issued", "withdrawn", "superseded", "reserved", "prepared", "voided", ""]),
    held=st.booleans(),
    expires_on=st.none() | st.dates(),
    current=st.booleans(),
)
def test_valid_only_when_everything_says_so(
    status: str, held: bool, expires_on: date | None, current: bool
) -> None:
    found = standing(status, held=held, expires_on=expires_on, register_current=current, today=TODAY)
    everything = status == "issued" and not held and current and (expires_on is None or expires_on >= TODAY)
    assert (found == "valid") is everything


def test_what_a_program_sees_first() -> None:
    assert {state for state in STANDINGS if STATUS[state] == 200} == {
        "valid", "suspended", "withdrawn", "superseded", "expired",
    }  # fmt: skip
    assert (STATUS["unknown"], STATUS["unavailable"]) == (404, 503)


@given(st.text())
def test_cut_to_a_length_that_every_real_entry_keeps(written: str) -> None:
    assert written.startswith(within_reason(written))
    assert len(within_reason(written)) == min(len(written), 100)
