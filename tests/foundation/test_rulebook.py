"""Rule data says where it comes from and when it holds."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from foundation.rulebook import Cited, Parameter


@pytest.mark.parametrize("confidence", ["U", "VS"])
def test_an_unsure_row_must_ask_for_confirmation(confidence: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="without needs_confirm"):
        msgspec.convert({"confidence": confidence}, Cited)
    assert msgspec.convert({"confidence": confidence, "needs_confirm": True}, Cited).needs_confirm


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError, match="vaule"):
        msgspec.convert({"value": 5, "vaule": 6}, Parameter)


@pytest.mark.parametrize(
    "day, holds",
    [
        (date(2021, 12, 30), False),
        (date(2021, 12, 31), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_row_holds_from_its_first_to_its_last_day(day: date, holds: bool) -> None:
    row = Cited(effective_from=date(2021, 12, 31), effective_to=date(2026, 3, 31))
    assert row.in_force(day) is holds


def test_an_undated_row_always_holds() -> None:
    assert Cited().in_force(date(1900, 1, 1))
