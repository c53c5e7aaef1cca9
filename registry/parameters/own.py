"""What the tables of the register are unsure of and only show."""

from __future__ import annotations

from typing import Final

from foundation.text import text
from registry.organisations.data import FILING_CLOCKS
from registry.parameters.rules import Advisory

ADVISORY: Final = [
    Advisory(
        row="registry/organisations/data/filing.toml#clocks.registration_push",
        use="shown",
        title=text("Until when a registration is passed on to the health commission"),
        document=FILING_CLOCKS.registration_push.document,
        reason=text("The document says “in time”; nothing is counted by these days."),
    ),
]
