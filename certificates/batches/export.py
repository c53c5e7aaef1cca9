"""The list of a batch as a sheet for publicity: masked numbers only."""

from __future__ import annotations

from certificates.batches.queries import Batch, Member
from foundation.language import say
from foundation.spreadsheets.writing import write_workbook
from foundation.text import text

_COLUMNS = (text("Name"), text("Document number"), text("Result"), text("Certificate number"))


def public_list(batch: Batch, members: list[Member]) -> bytes:
    """An .xlsx of the batch's members."""
    rows = [
        [
            member.name,
            member.document_masked,
            say(text("Requirements met") if member.included else text("Not included")),
            member.certificate_number or "",
        ]
        for member in members
    ]
    return write_workbook([say(column) for column in _COLUMNS], rows, title=batch.title)
