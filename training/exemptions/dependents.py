"""What rests on a training: named before an exemption is taken back, and never changed by it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Awaitable, Callable, Iterable

import msgspec

from foundation.database import fetch, fetchval
from foundation.errors import Unavailable
from foundation.text import Text, text
from training.evaluations.rules import ENTRY_LABELS, EntryState

LABELS: dict[str, Text] = {
    "completion": text("Completion"),
    "admission": text("Admission to an examination"),
    "result": text("Confirmed result"),
    "certificate": text("Certificate"),
}
#: Certificates that were made from a training, in words; the floor above knows them.
Source = Callable[[uuid.UUID], Awaitable[list[Text]]]

_ENTRIES = """
SELECT n.ticket_no, n.status, n.confirmed_at IS NOT NULL AS confirmed, s.name
  FROM evaluation_entry n JOIN evaluation_session s ON s.id = n.session_id
 WHERE n.enrolment_id = $1 AND n.status NOT IN ('applied', 'ineligible', 'annulled')
 ORDER BY s.held_on, n.ticket_no
"""


class Dependent(msgspec.Struct, frozen=True):
    """One thing that rests on the training: `completion`, `admission`, `result` or `certificate`."""

    kind: str
    said: Text


async def _unknown(enrolment_id: uuid.UUID) -> list[Text]:
    raise Unavailable(text("The register of certificates cannot be asked now."))


_source: Source = _unknown


def use_certificates_made(source: Source) -> None:
    """From now on this register is asked."""
    global _source
    _source = source


async def dependents_of(enrolment_id: uuid.UUID) -> list[Dependent]:
    """Everything, from the completion to the certificate. Raises `Unavailable` where it cannot be known."""
    completed = await fetchval("SELECT completed_on FROM enrolment WHERE id = $1", enrolment_id)
    found = []
    if completed is not None:
        found.append(Dependent("completion", text("Training completed on {date}", date=completed)))
    for row in await fetch(_ENTRIES, enrolment_id):
        said = text(
            "{session}, ticket {ticket}: {status}",
            session=row["name"],
            ticket=row["ticket_no"],
            status=ENTRY_LABELS[EntryState(row["status"])],
        )
        found.append(Dependent("result" if row["confirmed"] else "admission", said))
    return found + [Dependent("certificate", said) for said in await _source(enrolment_id)]


def fingerprint(found: Iterable[Dependent]) -> str:
    """The same for the same things in the same state: whoever decides has seen exactly these."""
    lines = sorted(f"{one.kind} {one.said.english()}" for one in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
