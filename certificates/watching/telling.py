"""Tells the institutions that watch a certificate, in the transaction in which its answer changes."""

from __future__ import annotations

import uuid
from typing import Final

import msgspec

from certificates.watching.queries import ANSWER
from foundation.clock import now, today
from foundation.database import execute, fetch
from foundation.ids import new_id
from foundation.outbox.actions import tell
from foundation.text import Text, text
from screening.screenings.events import MatchOpened

_WATCHING = f"""
SELECT w.organisation_id, c.number, c.holder_name, {ANSWER} AS answer
  FROM certificate c JOIN certificate_watch w ON w.certificate_id = c.id AND w.ended_on IS NULL
 WHERE c.id = $1
"""  # noqa: S608 - both parts are constants
_NOTICE = """
INSERT INTO notice (id, organisation_id, kind, subject_kind, subject_id, message, href, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
#: Somebody must be taken off work with children, or is kept from it.
_URGENT: Final = {"certificate.on_hold", "person.stopped", "placement.stopped", "match.confirmed"} | {
    "screening.paused"
}


async def on_match_opened(event: MatchOpened) -> None:
    """Whoever watches the person is told that something holds; never a word about a ban."""
    rows = await fetch(
        "SELECT id FROM certificate WHERE person_id = $1 AND status = 'issued'", event.person_id
    )
    for row in rows:
        await tell_watchers(row["id"])


async def tell_watchers(certificate_id: uuid.UUID) -> None:
    """Say to everybody who watches this certificate what its answer is now, and whom to ask."""
    for row in await fetch(_WATCHING, certificate_id, today()):
        message = _message(row["answer"], row["holder_name"], row["number"])
        kind, subject = f"certificate.{row['answer']}", ("certificate", certificate_id)
        await put_notice(row["organisation_id"], kind, subject, message, "/watching")


def _message(answer: str, name: str, number: str) -> Text:
    if answer == "valid":
        return text(
            "The certificate of {name} can be shown as valid again ({number}).", name=name, number=number
        )
    if answer == "on_hold":
        return text(
            "No valid certificate can be shown for {name} at present ({number}). Please contact the county"
            " health commission.",
            name=name,
            number=number,
        )
    return text(
        "The certificate of {name} is no longer valid ({number}). Please contact the issuing office.",
        name=name,
        number=number,
    )


async def put_notice(
    organisation_id: uuid.UUID,
    kind: str,
    subject: tuple[str, uuid.UUID],
    message: Text,
    href: str,
    *,
    outside: bool = True,
) -> None:
    """Put a notice on an organisation's desk, in the transaction of what it is about.

    Word of it goes to the organisation's e-mail address and webhook as well, without what it says.
    """
    notice_id = new_id()
    stored = msgspec.json.encode(message).decode()
    await execute(_NOTICE, notice_id, organisation_id, kind, *subject, stored, href, now())
    if outside:
        await tell(organisation_id, notice_id, urgent=kind in _URGENT)
