"""Which certificates are not issued anew with the others."""

from __future__ import annotations

from datetime import date

import pytest

from certificates.reissues.rules import WHYS, Why, why_not

_FINE = {"status": "issued", "held": False, "expires_on": None, "proposed": False, "in_making": False}


@pytest.mark.parametrize(
    "differs, why",
    [
        ({}, None),
        ({"status": "withdrawn", "held": True}, "withdrawn"),
        ({"held": True, "proposed": True}, "held"),
        ({"expires_on": date(2026, 11, 23)}, "expired"),
        ({"expires_on": date(2026, 11, 24)}, None),
        ({"in_making": True, "proposed": True}, "in_making"),
        ({"proposed": True}, "proposed"),
    ],
)
def test_the_first_reason_counts(differs: dict[str, object], why: Why | None) -> None:
    found = why_not(**(_FINE | differs), today=date(2026, 11, 24))  # type: ignore[arg-type]
    assert found == why
    assert why is None or WHYS[why].msgid
