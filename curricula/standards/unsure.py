"""What the standards' tables are unsure of and only show."""

from __future__ import annotations

from typing import Final

from foundation.text import text
from registry.parameters.rules import Advisory

ADVISORY: Final = [
    Advisory(
        row="curricula/standards/data/assessments.toml#assessments.*.components.*",
        use="shown",
        title=text("The least minutes of each component of an evaluation"),
        reason=text("They are shown beside the occupation; no paper, mark or result depends on them."),
    ),
    Advisory(
        row="curricula/occupations/data/occupations.toml#occupations.*.editions.*.functions.*",
        use="shown",
        title=text("Functions of an occupation"),
        reason=text("They are shown beside the occupation; nobody is admitted or refused because of them."),
    ),
]
