"""First letters of certificate numbers that our sources are unsure of: under them no evaluator is entered."""

from __future__ import annotations

from typing import Final

from certificates.numbers.data import LETTERS
from foundation.clock import today
from foundation.text import text
from registry.parameters.queries import confirmed_on, unconfirmed
from registry.parameters.rules import Unsure

_LETTERS: Final = {
    letter: Unsure(
        id=f"number.letter.{letter}",
        title=text("First letter {letter} of a certificate number: {body}", letter=letter, body=entry.label),
        keeper="hrss",
        document=entry.document,
        article=entry.article,
        confidence=entry.confidence,
        effect=text("Before it is confirmed no evaluator is entered with it, and no number is given out."),
        row=f"certificates/numbers/data/letters.toml#letters.{letter}",
    )
    for letter, entry in LETTERS.items()
    if entry.confidence == "U"
}
UNSURE: Final = list(_LETTERS.values())


async def require_letter(prefix: str) -> None:
    """Raise `Refused` while the first letter waits for confirmation."""
    unsure = _LETTERS.get(prefix[:1])
    if unsure is not None and unsure.id not in await confirmed_on(today()):
        raise unconfirmed(unsure.rule)
