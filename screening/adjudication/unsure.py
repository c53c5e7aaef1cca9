"""What of judging matches is unsure: it brings more before the eyes of people, and decides nothing."""

from __future__ import annotations

from typing import Final

from foundation.text import text
from registry.parameters.rules import Advisory

_FILE: Final = "screening/adjudication/data/deadlines.toml"
ADVISORY: Final = [
    Advisory(
        row=f"{_FILE}#possible",
        title=text("Until when a possible match is judged"),
        reason=text(
            "It sorts the work list and warns; the person stays held until two persons have decided."
        ),
    ),
    Advisory(
        row=f"{_FILE}#strong",
        title=text("Until when a strong match is judged"),
        reason=text(
            "It sorts the work list and warns; the person stays held until two persons have decided."
        ),
    ),
    Advisory(
        row=f"{_FILE}#clearing",
        title=text("How long a ruling-out holds"),
        reason=text(
            "It only brings a pair before two persons once more; without it fewer would be looked at."
        ),
    ),
    Advisory(
        row=f"{_FILE}#heavier",
        title=text("How much heavier another matcher weighs a pair that is opened again"),
        reason=text(
            "It only brings a pair before two persons once more; without it fewer would be looked at."
        ),
    ),
]
