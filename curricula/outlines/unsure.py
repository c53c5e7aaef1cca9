"""Outlines whose hours our sources are unsure of: no course is published under one before it is confirmed."""

from __future__ import annotations

from typing import Final

from curricula.outlines.data import ANNUAL_HOURS, COMPANIONS, OUTLINES, Outline
from foundation.clock import today
from foundation.text import text
from registry.parameters.queries import confirmed_on, unconfirmed
from registry.parameters.rules import Advisory, Unsure

_FILE: Final = "curricula/outlines/data/outlines.toml"


def _identity(outline: Outline) -> str:
    return f"outline.{outline.code}.{outline.edition}"


_OUTLINES: Final = {
    _identity(one): Unsure(
        id=_identity(one),
        title=text(
            "Hours and modules of the outline: {outline} ({edition})", outline=one.label, edition=one.edition
        ),
        keeper="health_commission",
        document=one.document,
        article=one.article,
        effect=text("Before it is confirmed no course is published under this outline."),
        row=f"{_FILE}#outlines.{one.code}*",
    )
    for one in OUTLINES.values()
    if any(part.confidence == "U" for part in (one.total, one.theory, one.practice, *one.modules))
}
UNSURE: Final = list(_OUTLINES.values())
ADVISORY: Final = [
    Advisory(
        row=f"curricula/outlines/data/companions.toml#documents.{one.code}",
        title=one.label,
        document=one.document,
        reason=text(
            "It asks for one subject more to be taught; the outline that asks for it is confirmed on its own."
        ),
    )
    for one in COMPANIONS.values()
    if one.confidence == "U"
]
ADVISORY.append(
    Advisory(
        row=f"{_FILE}#annual_hours",
        title=text("Hours of further training in a year"),
        document=ANNUAL_HOURS.document,
        reason=text("No training is weighed against it yet."),
    )
)


async def require_confirmed(outline: Outline) -> None:
    """Raise `Refused` while the hours of this outline wait for confirmation."""
    unsure = _OUTLINES.get(_identity(outline))
    if unsure is not None and unsure.id not in await confirmed_on(today()):
        raise unconfirmed(unsure.rule)
