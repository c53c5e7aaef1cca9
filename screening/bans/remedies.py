"""The banned person contests the decision 复议、诉讼: it stays in force until it is annulled or changed.

That a remedy was sought, and that the decision was upheld, is one person's entry: it frees nobody. Annulment
lifts the ban and a changed decision amends the entry, both by two persons (行政复议法 42; 行政诉讼法 56).
"""

from __future__ import annotations

from typing import Literal

from foundation.actor import Actor
from foundation.database import execute, transaction
from foundation.errors import FieldProblem, Invalid
from foundation.history import record as remember
from foundation.text import text
from screening.bans.actions import locked
from screening.bans.rules import RemedyStatus, Status, after, remedy_after

Sought = Literal["reconsider", "sue"]
Upheld = Literal["uphold", "declare_unlawful"]


async def contest(actor: Actor, public_id: str, remedy: Sought, document_no: str) -> None:
    """The person has sought reconsideration or sued; `document_no` is that of the acceptance."""
    await _step(actor, public_id, "contest", remedy, document_no)


async def settle(actor: Actor, public_id: str, outcome: Upheld, document_no: str) -> None:
    """The remedy has ended and the ban stands: upheld, or declared unlawful without being annulled."""
    await _step(actor, public_id, "uphold", outcome, document_no)


async def _step(actor: Actor, public_id: str, step: str, remedy: str, document_no: str) -> None:
    actor.require("screening.ban.record")
    if not document_no.strip():
        raise Invalid(
            [FieldProblem("document_no", text("Give the number of the document about the remedy."))]
        )
    async with transaction():
        ban = await locked(actor, public_id)
        status = after(Status(ban.status), step)
        result = remedy_after(RemedyStatus(ban.remedy_status), remedy)
        await execute(
            "UPDATE ban SET status = $2, remedy_status = $3 WHERE id = $1", ban.id, str(status), str(result)
        )
        changes = {"status": (ban.status, str(status)), "remedy": (ban.remedy_status, str(result))}
        await remember(actor, f"ban.{_TOLD[step]}", ("ban", ban.id), changes, reason=document_no.strip())


_TOLD = {"contest": "contested", "uphold": "upheld"}
