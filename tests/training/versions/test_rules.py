"""Versions side by side: textbook figures, no accusation of equals, and as rare by chance as is said."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.alarms.rules import versions_apart
from training.versions.rules import (
    Comparison,
    chi_square_tail,
    compare,
    fisher,
    kruskal_wallis,
    ranks_apart,
    rates_apart,
)

scores = st.lists(st.integers(0, 100).map(Decimal), min_size=20, max_size=30)
papers = st.dictionaries(st.sampled_from("ABC"), scores, min_size=2)


def _compare(**versions: list[Decimal]) -> Comparison:
    return compare(versions, 60, 20)


def test_the_figures_of_the_textbooks() -> None:
    """Bottle caps (Kruskal & Wallis 1952), the lady tasting tea (Fisher 1935), points of the tables."""
    caps = [[340, 345, 330, 342, 338], [339, 333, 344], [347, 343, 349, 355]]
    found = kruskal_wallis([[Decimal(each) for each in machine] for machine in caps])
    assert float(found) == pytest.approx(5.656, abs=0.0005)
    assert fisher(3, 4, 1, 4) == pytest.approx(34 / 70)
    for value, freedom in ((3.841459, 1), (5.991465, 2), (7.814728, 3), (9.487729, 4), (11.070498, 5)):
        assert chi_square_tail(value, freedom) == pytest.approx(0.05, abs=1e-6)


@settings(max_examples=30)
@given(papers, st.randoms(use_true_random=False))
def test_no_order_and_no_name_changes_anything(versions: dict[str, list[Decimal]], chance: Random) -> None:
    found = compare(versions, 60, 20)
    renamed = {{"A": "Z", "B": "Y", "C": "X"}[name]: list(each) for name, each in versions.items()}
    for each in renamed.values():
        chance.shuffle(each)
    again = compare(renamed, 60, 20)
    assert found.often is not None
    assert 0 <= found.often <= 1
    assert again.often == pytest.approx(found.often, rel=1e-9)
    assert {(one.mean, one.passed) for one in again.versions} == {
        (one.mean, one.passed) for one in found.versions
    }


@settings(max_examples=30)
@given(scores, st.integers(2, 4))
def test_versions_that_came_out_the_same_are_never_apart(one: list[Decimal], count: int) -> None:
    found = compare(dict.fromkeys("ABCD"[:count], one), 60, 20)
    assert found.often == 1
    assert versions_apart(found, 2) == []


@settings(max_examples=30)
@given(st.lists(st.integers(0, 40).map(Decimal), min_size=20, max_size=30), st.integers(1, 30))
def test_the_further_apart_the_rarer(one: list[Decimal], step: int) -> None:
    probable = [ranks_apart([one, [each + step * times for each in one]]) for times in range(4)]
    assert probable == sorted(probable, reverse=True)


@given(st.integers(0, 30), st.integers(0, 30))
def test_pass_rates_are_compared_from_both_sides(one: int, other: int) -> None:
    found = rates_apart([(one, 30), (other, 30)])
    assert found == rates_apart([(other, 30), (one, 30)])
    assert found == pytest.approx(rates_apart([(30 - one, 30), (30 - other, 30)]))
    if one == other:
        assert found == 1


def test_chance_raises_an_alarm_as_rarely_as_is_said() -> None:
    """Four hundred sessions of equal versions: one in ten should come out so at most, and not many fewer."""
    chance, alarms = Random(1), 0
    for _ in range(400):
        drawn = {name: [Decimal(round(chance.gauss(70, 12))) for _ in range(40)] for name in "AB"}
        alarms += compare(drawn, 60, 20).apart(10)
    assert 10 <= alarms <= 50


def test_a_harder_version_is_found_and_too_few_papers_say_nothing() -> None:
    chance = Random(2)
    easy = [Decimal(min(100, max(0, round(chance.gauss(75, 10))))) for _ in range(40)]
    hard = [each - 12 for each in easy]
    found = _compare(A=easy, B=hard, C=easy[:19])
    assert [one.version for one in found.versions] == ["A", "B", "C"]
    assert [one.version for one in found.compared] == ["A", "B"]
    (alarm,) = versions_apart(found, 100)
    assert alarm.kind == "version"
    assert alarm.said.english().startswith(f"Paper A: {found.versions[0].mean} on average")
    assert versions_apart(found, None) == []  # nothing before it is confirmed
    assert _compare(A=easy, B=hard[:19]).often is None
    assert _compare(A=easy).often is None


def test_a_pass_rate_alone_is_enough() -> None:
    """The same middle, but half of one version falls just beneath the pass mark."""
    found = _compare(A=[Decimal(60)] * 40, B=[Decimal(60)] * 20 + [Decimal("59.5")] * 20)
    assert [one.passed for one in found.versions] == [40, 20]
    assert [one.rate for one in found.versions] == [1, Decimal("0.50")]
    assert found.apart(100)
