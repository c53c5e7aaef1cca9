"""Which levels an edition has, and which edition counts."""

from __future__ import annotations

import pytest

from curricula.occupations.data import LEVELS, OCCUPATIONS, PROGRAMMES, RANKS, occupation
from curricula.occupations.rules import (
    current_edition,
    edition,
    functions,
    ladder,
    level_label,
    may_award,
    offers,
    same_or_related,
)
from foundation.errors import NotFound


@pytest.mark.parametrize(
    "code, name, levels",
    [
        ("4-10-01-01", "2021年版", {4, 3, 2, 1}),  # no level 5
        ("4-10-01-02", "2019年版", {5, 4, 3}),
        ("4-10-01-03", "2019年版", {5, 4, 3}),
        ("4-10-01-03", "2021年版", {5, 4, 3, 2, 1}),
    ],
)
def test_each_edition_has_the_levels_of_its_title_page(code: str, name: str, levels: set[int]) -> None:
    assert {level for level in LEVELS if offers(code, name, level)} == levels


def test_the_name_of_an_occupation_is_that_of_the_edition() -> None:
    assert edition("4-10-01-03", "2019年版").zh == "保育员"
    assert edition("4-10-01-03", "2021年版").zh == "保育师"
    assert occupation("4-10-01-03").zh == "保育师"


@pytest.mark.parametrize(
    "code, name",
    [
        ("4-10-01-03", "2021年版"),
        ("4-10-01-01", "2021年版"),
        ("4-10-01-02", "2019年版"),
        ("4-14-01-03", None),
    ],
)
def test_the_newest_edition_with_known_content_counts(code: str, name: str | None) -> None:
    found = current_edition(code)
    assert (found.edition if found else None) == name


def test_an_edition_nobody_has_seen_offers_nothing_and_asks_for_confirmation() -> None:
    unseen = edition("4-10-01-01", "2025年版")
    assert unseen.needs_confirm
    assert not any(offers("4-10-01-01", "2025年版", level) for level in LEVELS)


def test_the_functions_of_a_childcare_worker() -> None:
    names = [each.zh for each in functions("4-10-01-03", "2021年版", 4)]
    assert names == ["环境创设", "生活照料", "安全健康管理", "早期学习支持", "合作共育"]
    assert "培训与指导" in [each.zh for each in functions("4-10-01-03", "2021年版", 3)]


def test_levels_run_from_junior_to_senior_technician() -> None:
    assert [LEVELS[level].zh for level in (5, 4, 3, 2, 1)] == [
        "五级/初级工",
        "四级/中级工",
        "三级/高级工",
        "二级/技师",
        "一级/高级技师",
    ]
    assert "Level 4" in level_label(4).english()


def test_the_ladder_has_eight_ranks_of_which_three_are_given_by_employers() -> None:
    assert [rank.rank for rank in RANKS] == list(range(8))
    assert {rank.rank for rank in RANKS if rank.employer_only} == {0, 6, 7}
    assert {rank.level for rank in RANKS if not rank.employer_only} == set(LEVELS)


def test_who_may_award_a_rank_and_which_an_edition_skips() -> None:
    assert [rank.rank for rank in RANKS if may_award("evaluator", rank)] == [1, 2, 3, 4, 5]
    assert all(may_award("employer", rank) for rank in RANKS)
    assert all(rank.document for rank in RANKS)
    skipped = [rank.zh for rank, reached in ladder("4-10-01-01", "2021年版") if not reached]
    assert skipped == ["初级工"]
    assert [rank.zh for rank, reached in ladder("4-10-01-02", "2019年版") if not reached] == [
        "技师",
        "高级技师",
    ]


@pytest.mark.parametrize("code", sorted(OCCUPATIONS))
def test_related_occupations_exist_and_an_occupation_relates_to_itself(code: str) -> None:
    assert same_or_related(code, code)
    assert all(other in OCCUPATIONS for other in occupation(code).related)


def test_programmes_of_schools_lead_to_known_occupations() -> None:
    assert {code for each in PROGRAMMES.values() for code in each.occupations} <= set(OCCUPATIONS)
    assert PROGRAMMES["720803"].zh == "婴幼儿托育"


def test_what_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        occupation("9-99-99-99")
    with pytest.raises(NotFound):
        edition("4-10-01-03", "2003年版")
