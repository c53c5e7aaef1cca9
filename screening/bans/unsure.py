"""Kinds of bans whose basis our sources are unsure of, and what of the register only sorts the work."""

from __future__ import annotations

from typing import Final

from foundation.clock import today
from foundation.text import text
from registry.parameters.queries import confirmed_on, unconfirmed
from registry.parameters.rules import Advisory, Unsure
from screening.bans.data import BAN_KINDS

_FILE: Final = "screening/bans/data/ban_kinds.toml"
#: Verified in the law itself; unsure is only which body enters it.
_IN_THE_LAW: Final = "PFPL_41_2"
_KINDS: Final = {
    kind.kind: Unsure(
        id=f"ban.{kind.kind}",
        title=text("Kind of ban: {kind}", kind=kind.label),
        keeper="health_commission",
        document=kind.document,
        article=kind.article,
        confidence=kind.confidence,
        effect=text("Before it is confirmed such an entry is compared and looked at, and not put in force."),
        row=f"{_FILE}#kinds.{kind.kind}",
    )
    for kind in BAN_KINDS.values()
    if kind.confidence == "U" and kind.kind != _IN_THE_LAW
}
UNSURE: Final = list(_KINDS.values())
ADVISORY: Final = [
    Advisory(
        row=f"{_FILE}#kinds.{_IN_THE_LAW}",
        title=text("Kind of ban: {kind}", kind=BAN_KINDS[_IN_THE_LAW].label),
        document=BAN_KINDS[_IN_THE_LAW].document,
        reason=text(
            "The bar stands in the law itself; unsure is only who enters it. Two persons answer for an entry."
        ),
    ),
    Advisory(
        row="screening/bans/data/deadlines.toml#complete",
        title=text("Until when an entry that cannot be searched for is completed"),
        reason=text("It sorts the work list and warns; an entry stays as it is when the day has passed."),
    ),
]


async def require_basis(kind: str) -> None:
    """Raise `Refused` while the basis of this kind waits for confirmation."""
    unsure = _KINDS.get(kind)
    if unsure is not None and unsure.id not in await confirmed_on(today()):
        raise unconfirmed(unsure.rule)
