"""What the tables of the register are unsure of: it counts days, reminds, describes."""

from __future__ import annotations

from typing import Final

from foundation.text import text
from registry.documents.data import DOCUMENT_KINDS
from registry.organisations.data import FILING_CLOCKS
from registry.parameters.rules import Advisory

ADVISORY: Final = [
    Advisory(
        row="registry/organisations/data/filing.toml#clocks.registration_push",
        title=text("Until when a registration is passed on to the health commission"),
        document=FILING_CLOCKS.registration_push.document,
        reason=text("The document says “in time”; the days only warn the office."),
    ),
    Advisory(
        row="registry/documents/data/document_kinds.toml#kinds.09",
        title=DOCUMENT_KINDS["09"].label,
        reason=text("Any number is taken as it is written; nothing is checked by it."),
    ),
    Advisory(
        row="registry/working_days/data/calendar.toml#years.2026",
        title=text("Public holidays and worked weekends of 2026"),
        document="国务院办公厅关于2026年部分节假日安排的通知",
        reason=text("It counts working days; the last day that comes of it is shown wherever a term runs."),
    ),
]
