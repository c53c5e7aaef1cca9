"""What a key must be, whether an answer belongs to its item, and the score that answers come to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec

from foundation.text import Text, text
from training.questions.rules import LETTERS

#: What an optical reader writes where it cannot tell what is marked.
UNREAD = "*"
#: An item of which nothing else is said has so many options.
OPTIONS = 4
MOST_ITEMS = 240
FULL = Decimal(100)
_TRUE_OR_FALSE = ("T", "F")


class Item(msgspec.Struct, frozen=True):
    """An item with its right answer: letters in order, or T or F."""

    number: int
    answer: str
    options: int = OPTIONS
    points: Decimal = Decimal(1)

    @property
    def judgement(self) -> bool:
        """Whether it is answered by true or false."""
        return self.options == 2 and self.answer in _TRUE_OR_FALSE

    @property
    def letters(self) -> tuple[str, ...]:
        """What can be marked."""
        return _TRUE_OR_FALSE if self.judgement else tuple(LETTERS[: self.options])


def item_problem(item: Item) -> Text | None:
    """Why an item cannot be scored; None when it can."""
    if not 2 <= item.options <= len(LETTERS):
        return text("An item has two to {most} options.", most=len(LETTERS))
    if not item.judgement and not set(item.answer) <= set(item.letters):
        return text("The answer names an option that is not there.")
    return None


def points_problem(items: Sequence[Item]) -> Text | None:
    """Points are those of a paper out of 100, or every item weighs the same."""
    total = sum((item.points for item in items), Decimal(0))
    if total == FULL or len({item.points for item in items}) == 1:
        return None
    return text("The points of the paper come to {total}, not to 100.", total=f"{total:f}")


def misfit(item: Item, answer: str) -> Literal["coding", "option"] | None:
    """An answer that cannot be one to this item: coded otherwise than the key, or no option of it."""
    if answer in ("", UNREAD) or set(answer) <= set(item.letters):
        return None
    return "coding" if item.judgement or "T" in answer else "option"


def score(items: Sequence[Item], answers: Sequence[str]) -> Decimal:
    """Out of 100, to two places; half an answer is none. What is missing at the end is blank."""
    total = sum((item.points for item in items), Decimal(0))
    right = sum(
        (item.points for item, answer in zip(items, answers, strict=False) if answer == item.answer),
        Decimal(0),
    )
    return (FULL * right / total).quantize(Decimal("0.01"), ROUND_HALF_UP) if total else Decimal(0)
