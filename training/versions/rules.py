"""How the versions of a paper came out, and how often chance alone sets them so far apart.

Two questions are asked of one session. Do the scores lie apart: the rank test of Kruskal & Wallis, “Use of
ranks in one-criterion variance analysis” (1952), with its correction for ties; it takes no shape of the
scores for granted. Do more pass with one version than with the others: Fisher's exact test, two-sided (“The
Design of Experiments”, 1935). Several questions are answered together by multiplying (Bonferroni), which
makes an alarm rarer, never more frequent.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import chain

import msgspec

_CENT = Decimal("0.01")


class VersionFigures(msgspec.Struct, frozen=True):
    """A version's scores out of 100: their mean and spread, and how many pass."""

    version: str
    papers: int
    mean: Decimal
    deviation: Decimal
    passed: int

    @property
    def rate(self) -> Decimal:
        """The share that passes."""
        return (Decimal(self.passed) / self.papers).quantize(_CENT, ROUND_HALF_UP)


class Comparison(msgspec.Struct, frozen=True):
    """Every version, which of them have enough papers to be compared, and how often chance does the same.

    `often`: so many such differences are expected in one session by chance; None where nothing is compared.
    """

    versions: tuple[VersionFigures, ...]
    compared: tuple[VersionFigures, ...] = ()
    often: float | None = None

    def apart(self, sessions: int | None) -> bool:
        """Beyond what chance does once in so many sessions; never before that number is confirmed."""
        return self.often is not None and sessions is not None and self.often * sessions <= 1


def compare(scores: Mapping[str, Sequence[Decimal]], pass_mark: int, least: int) -> Comparison:
    """The versions side by side; those with fewer than `least` papers are shown and not compared."""
    kept = {version: tuple(each) for version, each in sorted(scores.items()) if each}
    figures = {version: _figures(version, each, pass_mark) for version, each in kept.items()}
    large = {version: each for version, each in kept.items() if len(each) >= least}
    shown = tuple(figures.values())
    if len(large) < 2:
        return Comparison(shown)
    compared = tuple(figures[version] for version in large)
    often = 2 * min(
        ranks_apart(list(large.values())), rates_apart([(one.passed, one.papers) for one in compared])
    )
    return Comparison(shown, compared, min(1.0, often))


def _figures(version: str, scores: Sequence[Decimal], pass_mark: int) -> VersionFigures:
    count, total = len(scores), sum(scores, Decimal(0))
    squares = Fraction(sum((each * each for each in scores), Decimal(0)))
    spread = squares / count - (Fraction(total) / count) ** 2
    return VersionFigures(
        version=version,
        papers=count,
        mean=(total / count).quantize(_CENT, ROUND_HALF_UP),
        deviation=Decimal(repr(math.sqrt(spread))).quantize(_CENT, ROUND_HALF_UP),
        passed=sum(each >= pass_mark for each in scores),
    )


def ranks_apart(groups: Sequence[Sequence[Decimal]]) -> float:
    """How probable ranks so far apart are by chance (by the chi-square distribution)."""
    return chi_square_tail(float(kruskal_wallis(groups)), len(groups) - 1)


def kruskal_wallis(groups: Sequence[Sequence[Decimal]]) -> Fraction:
    """H, corrected for ties; 0 where all scores are the same."""
    times = Counter(chain.from_iterable(groups))
    count = times.total()
    ties = Fraction(sum(each**3 - each for each in times.values()), count**3 - count)
    if ties == 1:
        return Fraction(0)
    ranks, below = dict[Decimal, Fraction](), 0
    for score, shared in sorted(times.items()):
        ranks[score] = below + Fraction(shared + 1, 2)
        below += shared
    own = [(sum((ranks[each] for each in group), Fraction(0)), len(group)) for group in groups]
    sums = sum((whole * whole / size for whole, size in own), Fraction(0))
    return (Fraction(12, count * (count + 1)) * sums - 3 * (count + 1)) / (1 - ties)


def chi_square_tail(value: float, freedom: int) -> float:
    """The probability of a chi-square of `value` or more; exact for whole degrees of freedom."""
    half = max(value, 0.0) / 2
    if freedom % 2 == 0:
        return math.exp(-half) * math.fsum(half**at / math.factorial(at) for at in range(freedom // 2))
    steps = (half ** (at + 0.5) / math.gamma(at + 1.5) for at in range((freedom - 1) // 2))
    return min(1.0, math.erfc(math.sqrt(half)) + math.exp(-half) * math.fsum(steps))


def rates_apart(passed: Sequence[tuple[int, int]]) -> float:
    """How probable it is by chance that one version's pass rate is so far from the others'.

    Of each version: how many passed, and how many papers there are. Two versions are one comparison.
    """
    whole, total = sum(one for one, _ in passed), sum(papers for _, papers in passed)
    found = [fisher(one, papers, whole - one, total - papers) for one, papers in passed]
    return min(1.0, min(found) * (1 if len(found) == 2 else len(found)))


def fisher(passed: int, papers: int, others_passed: int, others: int) -> float:
    """Fisher's exact test, two-sided: every table with these margins that is no more probable."""
    whole = passed + others_passed
    ways = [
        math.comb(papers, at) * math.comb(others, whole - at)
        for at in range(max(0, whole - others), min(papers, whole) + 1)
    ]
    here = math.comb(papers, passed) * math.comb(others, others_passed)
    return float(Fraction(sum(one for one in ways if one <= here), math.comb(papers + others, whole)))
