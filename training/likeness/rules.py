"""Two papers with more identical wrong answers than chance gives.

Of the items that both candidates have wrong, each has the chance that two wrong answers to it are the same:
the sum of the squared shares of its wrong answers in this session. That is error similarity (Bellezza &
Bellezza, Teaching of Psychology 16, 1989, 151-155) with the chance of each item instead of one for all. The
number of identical ones is a sum of independent trials with unequal chances; above its mean its tail is at
most that of the binomial with their mean chance (Hoeffding, Annals of Mathematical Statistics 27, 1956,
713-721). The chance is multiplied by the number of pairs that are compared (Bonferroni): neighbours among
neighbours, others among all. What is right or blank in both says nothing, nor does a wrong answer that
everybody gives.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import msgspec


class Answered(msgspec.Struct, frozen=True):
    """A candidate's answers with where they sat; "" is blank, * could not be read."""

    ticket_no: str
    answers: tuple[str, ...]
    room: str = ""
    seat: int = 0


class Alike(msgspec.Struct, frozen=True):
    """Two papers: how many wrong answers are identical, of how many that both have wrong, what chance gives.

    `often`: so many pairs at least as alike are expected in one session of independent candidates.
    """

    one: Answered
    other: Answered
    identical: int
    both_wrong: int
    expected: float
    often: float
    neighbours: bool


class _Paper(msgspec.Struct, frozen=True):
    answered: Answered
    wrong: int
    same: int


def side_by_side(one: Answered, other: Answered) -> bool:
    """Following seats in one room."""
    return bool(one.seat and other.seat) and one.room == other.room and abs(one.seat - other.seat) == 1


def tail(trials: int, hits: int, chance: float) -> float:
    """At most how likely so many hits are; 1 where that is not above the mean."""
    if hits < trials * chance + 1 or chance >= 1:
        return 1.0
    if hits > trials or chance <= 0:
        return 0.0
    log = math.lgamma(trials + 1) - math.lgamma(hits + 1) - math.lgamma(trials - hits + 1)
    term = math.exp(log + hits * math.log(chance) + (trials - hits) * math.log1p(-chance))
    terms = [term]
    for each in range(hits, trials):
        term *= (trials - each) / (each + 1) * chance / (1 - chance)
        terms.append(term)
    return min(math.fsum(terms), 1.0)


def same_chances(key: Sequence[str], papers: Sequence[Answered]) -> list[float]:
    """For each item the chance that two wrong answers to it are the same; 1 where nobody is wrong."""
    found = []
    for at, right in enumerate(key):
        wrong = Counter(paper.answers[at] for paper in papers if _is_wrong(paper.answers[at], right))
        count = wrong.total()
        found.append(sum(each * each for each in wrong.values()) / (count * count) if count else 1.0)
    return found


def alike(key: Sequence[str], papers: Sequence[Answered], sessions: int) -> list[Alike]:
    """The pairs of one version that chance gives less than once in so many sessions; the likest first."""
    chances = same_chances(key, papers)
    coded = _coded(key, papers)
    pairs = len(coded) * (len(coded) - 1) // 2
    beside = sum(side_by_side(one.answered, other.answered) for one, other in _following(coded))
    needed = [_needed(trials, min(chances, default=1.0), 1 / (sessions * max(min(beside or pairs, pairs), 1)))
              for trials in range(len(key) + 1)]  # fmt: skip
    found = []
    for one, other in combinations(coded, 2):
        identical = (one.same & other.same).bit_count()
        both = one.wrong & other.wrong
        if identical < needed[both.bit_count()]:
            continue
        neighbours = side_by_side(one.answered, other.answered)
        expected = math.fsum(chances[at] for at in _places(both))
        trials = both.bit_count()
        often = tail(trials, identical, expected / trials) * (beside if neighbours else pairs)
        if often * sessions < 1:
            found.append(Alike(one.answered, other.answered, identical, trials, expected, often, neighbours))
    return sorted(found, key=lambda pair: (pair.often, pair.one.ticket_no, pair.other.ticket_no))


def _is_wrong(answer: str, right: str) -> bool:
    return answer not in ("", "*", right)


def _coded(key: Sequence[str], papers: Sequence[Answered]) -> list[_Paper]:
    """Each paper as two sets of bits: the items that are wrong, and the wrong answers themselves."""
    places: dict[tuple[int, str], int] = {}
    coded = []
    for paper in papers:
        wrong = same = 0
        for at, (answer, right) in enumerate(zip(paper.answers, key, strict=True)):
            if _is_wrong(answer, right):
                wrong |= 1 << at
                same |= 1 << places.setdefault((at, answer), len(places))
        coded.append(_Paper(paper, wrong, same))
    return coded


def _following(coded: Sequence[_Paper]) -> Iterator[tuple[_Paper, _Paper]]:
    """Those who follow each other in the seat plan."""
    seated = sorted(coded, key=lambda one: (one.answered.room, one.answered.seat))
    return pairwise(seated)


def _needed(trials: int, least: float, level: float) -> int:
    """With fewer hits than these not even the least chance of all items would make an alarm."""
    return next((hits for hits in range(1, trials + 1) if tail(trials, hits, least) < level), trials + 1)


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
