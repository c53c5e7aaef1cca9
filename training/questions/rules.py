"""What a question must be, whether an answer is right, and what the answers tell about a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec

from foundation.text import Text, text

Kind = Literal["single", "multiple", "judgement"]

KINDS: dict[Kind, Text] = {
    "single": text("One answer"),
    "multiple": text("Several answers"),
    "judgement": text("True or false"),
}
LETTERS = "ABCDEF"
#: Fewer attempts than these say nothing about how well a question tells the good from the weak.
ENOUGH = 10
#: The upper and the lower group of attempts that are compared.
GROUP = Decimal("0.27")


def question_problem(kind: Kind, options: Sequence[str], answer: Collection[str]) -> tuple[str, Text] | None:
    """The part of a question that is wrong (`options` or `answer`), and why; None when it can be asked."""
    if kind == "judgement":
        if options:
            return "options", text("A true-or-false question has no options.")
        good = set(answer) in ({"T"}, {"F"})
        return None if good else ("answer", text("The answer is 对 or 错."))
    if not 2 <= len(options) <= len(LETTERS) or not all(options):
        return "options", text("Give two to six options, one after the other from A.")
    if len(set(options)) < len(options):
        return "options", text("Two options are the same.")
    if not answer or not set(answer) <= set(LETTERS[: len(options)]):
        return "answer", text("The answer names an option that is not there.")
    if kind == "single" and len(answer) != 1:
        return "answer", text("Exactly one option is right.")
    if kind == "multiple" and len(answer) < 2:
        return "answer", text("At least two options are right; otherwise it is a question with one answer.")
    return None


def is_right(answer: Collection[str], chosen: Collection[str]) -> bool:
    """All right options and no other: half an answer is none."""
    return set(answer) == set(chosen)


def points(right: Iterable[bool]) -> Decimal:
    """The score out of 100; every question weighs the same."""
    marks = list(right)
    share = Decimal(100 * sum(marks)) / len(marks) if marks else Decimal(0)
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


class Tried(msgspec.Struct, frozen=True):
    """An attempt at a question: the whole test's score, whether this was right, what was chosen."""

    score: Decimal
    right: bool
    chosen: tuple[str, ...] = ()


class ItemFigures(msgspec.Struct, frozen=True):
    """What the answers tell: asked so often, the share that was right, and how well it discriminates."""

    asked: int
    difficulty: Decimal
    discrimination: Decimal | None
    chosen: dict[str, int]

    @property
    def remark(self) -> Text | None:
        """What somebody should look at."""
        if self.discrimination is None:
            return None
        if self.discrimination < 0:
            return text("The weak do better than the good: check the answer.")
        if self.difficulty > Decimal("0.95"):
            return text("Almost everybody knows it.")
        if self.difficulty < Decimal("0.25"):
            return text("Hardly anybody knows it: check the wording and the teaching.")
        if self.discrimination < Decimal("0.2"):
            return text("It hardly tells the good from the weak.")
        return None


def item_figures(tries: Sequence[Tried]) -> ItemFigures:
    """Difficulty (share of right answers) and discrimination (upper 27 % less lower 27 %, by score)."""
    asked = len(tries)
    right = sum(one.right for one in tries)
    counts: dict[str, int] = {}
    for one in tries:
        for letter in one.chosen:
            counts[letter] = counts.get(letter, 0) + 1
    difficulty = _share(right, asked)
    return ItemFigures(asked, difficulty, _discrimination(tries), dict(sorted(counts.items())))


def _discrimination(tries: Sequence[Tried]) -> Decimal | None:
    if len(tries) < ENOUGH:
        return None
    ordered = sorted(tries, key=lambda one: one.score)
    size = max(int(len(ordered) * GROUP), 1)
    low, high = sum(one.right for one in ordered[:size]), sum(one.right for one in ordered[-size:])
    return _share(high - low, size)


def _share(part: int, whole: int) -> Decimal:
    if not whole:
        return Decimal(0)
    return (Decimal(part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
