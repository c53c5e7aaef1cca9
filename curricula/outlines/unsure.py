"""Outlines and documents that our sources are unsure of: no course is published under them unconfirmed."""

from __future__ import annotations

from typing import Final

from curricula.outlines.data import ANNUAL_HOURS, COMPANIONS, OUTLINES, Outline
from curricula.outlines.rules import required_topics
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
_CONTENT: Final = {
    f"content.{one.code}": Unsure(
        id=f"content.{one.code}",
        title=text("Compulsory content: {document}", document=one.label),
        keeper="health_commission",
        document=one.document,
        article=one.article,
        effect=text("Before it is confirmed no course is published under an outline that asks for it."),
        row=f"curricula/outlines/data/companions.toml#documents.{one.code}",
    )
    for one in COMPANIONS.values()
    if one.confidence == "U"
}
UNSURE: Final = [*_OUTLINES.values(), *_CONTENT.values()]
ADVISORY: Final = [
    Advisory(
        row=f"{_FILE}#annual_hours",
        use="shown",
        title=text("Hours of further training in a year"),
        document=ANNUAL_HOURS.document,
        reason=text("No training is weighed against it yet."),
    )
]


async def require_confirmed(outline: Outline) -> None:
    """Raise `Refused` while its hours, or a document that it asks to be taught, wait for confirmation."""
    confirmed = await confirmed_on(today())
    wanted = [_identity(outline), *(f"content.{topic}" for topic in required_topics(outline))]
    for identity in wanted:
        unsure = _OUTLINES.get(identity) or _CONTENT.get(identity)
        if unsure is not None and unsure.id not in confirmed:
            raise unconfirmed(unsure.rule)
