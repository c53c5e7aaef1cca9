"""What the answers tell about the items of a paper: difficulty, discrimination, distractors, reliability."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from foundation.text import Text, text
from training.items.data import LIMITS, Limits
from training.papers.rules import UNREAD, Item

_CENT = Decimal("0.01")
BLANK = ""


class ItemQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One item: the share that was right, how right answers go with the rest of the paper, who chose what.

    `discrimination` is the point-biserial correlation with the rest of the paper (the item itself left out),
    `groups` the upper 27 % less the lower 27 %. `chosen` counts letters, blanks and what could not be read;
    `idle` are distractors that hardly anybody took. `reasons` say why a person should look.
    """

    number: int
    answer: str
    asked: int
    right: int
    difficulty: Decimal
    discrimination: Decimal | None
    groups: Decimal | None
    chosen: dict[str, int]
    idle: tuple[str, ...]
    reasons: tuple[Text, ...]


class PaperQuality(msgspec.Struct, frozen=True, kw_only=True):
    """A version as a whole; `reliability` is Kuder and Richardson's formula 20."""

    version: str
    papers: int
    items: tuple[ItemQuality, ...]
    mean: Decimal
    deviation: Decimal
    reliability: Decimal | None
    reasons: tuple[Text, ...]

    @property
    def flagged(self) -> tuple[ItemQuality, ...]:
        """The items that should be looked at."""
        return tuple(item for item in self.items if item.reasons)


def quality(
    version: str, items: Sequence[Item], papers: Sequence[Sequence[str]], limits: Limits = LIMITS
) -> PaperQuality:
    """The figures of one version; each paper has an answer for each item, "" where it is blank."""
    marks = [[answer == item.answer for item, answer in zip(items, paper, strict=True)] for paper in papers]
    totals = [sum(row) for row in marks]
    upper, lower = _groups(totals, limits.group.value)
    enough = len(papers) >= limits.candidates_least.value
    found = tuple(
        _item(item, [row[at] for row in marks], [paper[at] for paper in papers], totals,
              (upper, lower), limits, enough=enough)
        for at, item in enumerate(items)
    )  # fmt: skip
    reliability = kr20(marks) if enough else None
    return PaperQuality(
        version=version,
        papers=len(papers),
        items=found,
        mean=_cents(math.fsum(totals) / len(totals)) if totals else Decimal(0),
        deviation=_cents(math.sqrt(_variance(totals))) if totals else Decimal(0),
        reliability=reliability,
        reasons=_paper_reasons(reliability, limits),
    )


def kr20(marks: Sequence[Sequence[bool]]) -> Decimal | None:
    """How far the items measure one thing, 1 at most; None where nothing varies."""
    count, papers = len(marks[0]) if marks else 0, len(marks)
    variance = _variance([sum(row) for row in marks]) if marks else 0.0
    if count < 2 or variance == 0:
        return None
    shares = [sum(row[at] for row in marks) / papers for at in range(count)]
    noise = math.fsum(share * (1 - share) for share in shares)
    return _cents(count / (count - 1) * (1 - noise / variance))


def point_biserial(marks: Sequence[bool], totals: Sequence[int]) -> Decimal | None:
    """The correlation of an item with the rest of the paper; None where one of them does not vary."""
    count = len(marks)
    rest = [total - mark for mark, total in zip(marks, totals, strict=True)]
    right = sum(marks)
    variance = _variance(rest)
    if not 0 < right < count or variance == 0:
        return None
    share = right / count
    mean = math.fsum(rest) / count
    above = math.fsum(each for each, mark in zip(rest, marks, strict=True) if mark) / right - mean
    found = above * math.sqrt(share / (1 - share)) / math.sqrt(variance)
    return _cents(max(-1.0, min(1.0, found)))


def _item(
    item: Item,
    marks: Sequence[bool],
    answers: Sequence[str],
    totals: Sequence[int],
    groups: tuple[Sequence[float], Sequence[float]],
    limits: Limits,
    *,
    enough: bool,
) -> ItemQuality:
    asked, right = len(marks), sum(marks)
    chosen = _chosen(answers)
    discrimination = point_biserial(marks, totals) if enough else None
    upper, lower = (_weighed(marks, group) for group in groups)
    difficulty = _cents(right / asked) if asked else Decimal(0)
    apart = _cents(upper - lower)
    least = asked * limits.distractor_least.value
    wrong = [letter for letter in item.letters if letter not in item.answer]
    reasons: tuple[Text, ...] = ()
    if enough:
        told = _reasons(right, asked, (discrimination, apart), limits)
        reasons = (*told, *_better(item, answers, groups[0]))
    return ItemQuality(
        number=item.number,
        answer=item.answer,
        asked=asked,
        right=right,
        difficulty=difficulty,
        discrimination=discrimination,
        groups=apart if enough else None,
        chosen=chosen,
        idle=tuple(letter for letter in wrong if enough and chosen.get(letter, 0) * 100 < least),
        reasons=reasons,
    )


def _chosen(answers: Sequence[str]) -> dict[str, int]:
    """Each letter of an answer is counted; a blank and what could not be read once."""
    counts: Counter[str] = Counter()
    for answer in answers:
        counts.update([answer] if answer in (BLANK, UNREAD) else list(answer))
    return dict(sorted(counts.items()))


def _reasons(right: int, asked: int, told: tuple[Decimal | None, Decimal], limits: Limits) -> list[Text]:
    """`told`: both figures of discrimination; they have to agree, since each of them is noisy."""
    discrimination, groups = told
    if right * 100 > asked * limits.easy.value:
        return [text("Almost everybody knows it.")]
    if discrimination is not None and discrimination < 0 and groups <= 0:
        return [text("The weak do better than the good: check the answer.")]
    if right * 100 < asked * limits.hard.value:
        return [text("Hardly anybody knows it: check the wording and the teaching.")]
    least = Decimal(limits.discrimination_least.value) / 100
    if discrimination is not None and max(discrimination, groups) < least:
        return [text("It hardly tells the good from the weak.")]
    return []


def _better(item: Item, answers: Sequence[str], upper: Sequence[float]) -> list[Text]:
    """An answer that the good give more often than the key's: perhaps it is the right one."""
    share: dict[str, float] = {}
    for answer, weight in zip(answers, upper, strict=True):
        share[answer] = share.get(answer, 0.0) + weight
    rivals = {
        answer: weight for answer, weight in share.items() if answer not in (BLANK, UNREAD, item.answer)
    }
    best = max(sorted(rivals), key=lambda answer: rivals[answer], default=None)
    if best is None or rivals[best] <= share.get(item.answer, 0.0) + 1e-9:
        return []
    return [text("More of the good answer {given} than {answer}, which the key has: check the key.",
                 given=best, answer=item.answer)]  # fmt: skip


def _paper_reasons(reliability: Decimal | None, limits: Limits) -> tuple[Text, ...]:
    least = Decimal(limits.reliability_least.value) / 100
    if reliability is None or reliability >= least:
        return ()
    said = text(
        "The reliability is below {least}: the same candidates might rank differently on another day.",
        least=f"{least:.2f}",
    )
    return (said,)


def _groups(totals: Sequence[int], percent: int) -> tuple[list[float], list[float]]:
    """How much of each candidate belongs to the upper and the lower group.

    Those who share the score at the border belong to it in part, so that no order among them decides.
    """
    size = max(len(totals) * percent // 100, 1)
    return _end(totals, size), _end([-total for total in totals], size)


def _end(totals: Sequence[int], size: int) -> list[float]:
    """The weights of the `size` highest."""
    if not totals:
        return []
    border = sorted(totals, reverse=True)[size - 1]
    above = sum(total > border for total in totals)
    part = (size - above) / sum(total == border for total in totals)
    return [1.0 if total > border else part if total == border else 0.0 for total in totals]


def _weighed(marks: Sequence[bool], weights: Sequence[float]) -> float:
    whole = math.fsum(weights)
    return (
        math.fsum(weight for mark, weight in zip(marks, weights, strict=True) if mark) / whole
        if whole
        else 0.0
    )


def _variance(values: Sequence[int]) -> float:
    """Exact until the division, so that no order of the values changes it."""
    count = len(values)
    return (count * sum(each * each for each in values) - sum(values) ** 2) / (count * count)


def _cents(value: float) -> Decimal:
    return Decimal(repr(round(value, 9))).quantize(_CENT, ROUND_HALF_UP) + 0
