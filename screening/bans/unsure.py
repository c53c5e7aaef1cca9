"""Kinds of bans whose basis our sources are unsure of, and what of the register only sorts the work."""

from __future__ import annotations

from typing import Final

from foundation.clock import today
from foundation.errors import Refused
from foundation.text import text
from registry.parameters.queries import confirmed_on, unconfirmed
from registry.parameters.rules import Advisory, Unsure
from screening.bans.data import BAN_KINDS

_FILE: Final = "screening/bans/data/ban_kinds.toml"
_KINDS: Final = {
    kind.kind: Unsure(
        id=f"ban.{kind.kind}",
        title=text("Kind of ban: {kind}", kind=kind.label),
        keeper="health_commission",
        document=kind.document,
        article=kind.article,
        confidence=kind.confidence,
        effect=text(
            "Before it is confirmed such an entry is compared and holds whoever carries the document,"
            " and is not put in force."
        ),
        row=f"{_FILE}#kinds.{kind.kind}",
    )
    for kind in BAN_KINDS.values()
    if kind.confidence == "U"
}
UNSURE: Final = list(_KINDS.values())
ADVISORY: Final = [
    Advisory(
        row="screening/bans/data/deadlines.toml#complete",
        use="sorts",
        title=text("Until when an entry that cannot be searched for is completed"),
        reason=text("It sorts the work list and warns; an entry stays as it is when the day has passed."),
    ),
]


async def basis_problem(kind: str) -> Refused | None:
    """Why no entry of this kind is put in force now; None when its basis is sure or confirmed."""
    unsure = _KINDS.get(kind)
    if unsure is None or unsure.id in await confirmed_on(today()):
        return None
    return unconfirmed(unsure.rule)


async def require_basis(kind: str) -> None:
    """Raise `Refused` while the basis of this kind waits for confirmation."""
    if problem := await basis_problem(kind):
        raise problem
