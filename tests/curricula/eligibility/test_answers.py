"""Whatever somebody's life looks like: the first day is exact, more never harms, order is nothing."""

from __future__ import annotations

import random
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curricula.eligibility.data import ELIGIBILITY_RULES, WORDS
from curricula.eligibility.rules.answers import weigh
from curricula.eligibility.rules.candidates import Candidate, Diploma, Held, Title, Work
from curricula.eligibility.rules.days import (
    anniversary,
    days_to_go,
    merged,
    years_behind,
)
from curricula.eligibility.rules.rulesets import RuleSet, rule_set
from curricula.occupations.data import Generation

CARER, INFANT, OTHER = "4-10-01-03", "4-10-01-02", "保安员"
GENERATIONS: tuple[Generation, ...] = ("G2018", "G2023")

days = st.dates(date(2012, 1, 1), date(2028, 12, 31))
occupations = st.sampled_from([CARER, INFANT, "家政服务员", OTHER])
lengths = st.one_of(st.none(), st.integers(0, 3000))
jobs = st.builds(
    lambda occupation, first, length: Work(
        occupation, first, None if length is None else first + timedelta(days=length)
    ),
    occupations,
    days,
    lengths,
)
diplomas = st.builds(
    Diploma,
    kind=st.sampled_from([one.kind for one in WORDS.diplomas]),
    major=st.sampled_from(["早期教育", "护理", "护理学", "机械"]),
    graduated_on=st.one_of(st.none(), days),
    final_year_since=st.one_of(st.none(), days),
    assessed=st.booleans(),
)
lives = st.builds(
    Candidate,
    birth_date=st.one_of(st.none(), st.dates(date(1980, 1, 1), date(2012, 12, 31))),
    work=st.lists(jobs, max_size=4).map(tuple),
    certificates=st.lists(st.builds(Held, occupations, st.integers(1, 5), days), max_size=3).map(tuple),
    diplomas=st.lists(diplomas, max_size=2).map(tuple),
    titles=st.lists(
        st.builds(Title, st.sampled_from(["junior", "intermediate", "senior"]), days), max_size=2
    ).map(tuple),
    apprenticeship_completed_on=st.one_of(st.none(), days),
    reserve_technician_on=st.one_of(st.none(), days),
    technician_class_since=st.one_of(st.none(), days),
)
sets = st.builds(rule_set, st.sampled_from(GENERATIONS), st.just(CARER), st.integers(1, 5))


@settings(max_examples=60, deadline=None)
@given(sets, lives, days)
def test_the_first_day_is_exact(rules: RuleSet, candidate: Candidate, day: date) -> None:
    """Day by day, over every day on which anything can change."""
    answer = weigh(rules, candidate, day)
    stepped = (day + timedelta(days=at) for at in range(366 * 2))
    first = next((each for each in stepped if weigh(rules, candidate, each).eligible), None)
    if answer.eligible:
        assert first == day
        assert answer.earliest <= day
        assert weigh(rules, candidate, answer.earliest).eligible
        assert not weigh(rules, candidate, answer.earliest - timedelta(days=1)).eligible
    elif answer.earliest is None or answer.earliest >= day + timedelta(days=366 * 2):
        assert first is None
    else:
        assert first == answer.earliest


@settings(max_examples=80, deadline=None)
@given(sets, lives, days)
def test_a_first_day_that_is_far_off_is_exact_too(rules: RuleSet, candidate: Candidate, day: date) -> None:
    answer = weigh(rules, candidate, day)
    if answer.earliest is not None:
        assert weigh(rules, candidate, answer.earliest).eligible
        assert not weigh(rules, candidate, answer.earliest - timedelta(days=1)).eligible
    else:
        assert not weigh(rules, candidate, date(2150, 1, 1)).eligible
    for tried in answer.rules:
        assert bool(tried.missing) is not tried.met
        assert tried.met == (tried.earliest is not None and tried.earliest <= day)


@settings(max_examples=120, deadline=None)
@given(sets, lives, lives, days)
def test_more_never_harms(rules: RuleSet, candidate: Candidate, more: Candidate, day: date) -> None:
    richer = msgspec.structs.replace(
        candidate,
        work=candidate.work + more.work,
        certificates=candidate.certificates + more.certificates,
        diplomas=candidate.diplomas + more.diplomas,
        titles=candidate.titles + more.titles,
    )
    before = {rule.id for rule in weigh(rules, candidate, day).met}
    assert before <= {rule.id for rule in weigh(rules, richer, day).met}


@settings(max_examples=80, deadline=None)
@given(sets, lives, days, st.randoms(use_true_random=False))
def test_order_is_nothing(rules: RuleSet, candidate: Candidate, day: date, chance: random.Random) -> None:
    def shuffled(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(items, len(items)))

    again = msgspec.structs.replace(
        candidate,
        work=shuffled(candidate.work),
        certificates=shuffled(candidate.certificates),
        diplomas=shuffled(candidate.diplomas),
        titles=shuffled(candidate.titles),
    )
    one, other = weigh(rules, candidate, day), weigh(rules, again, day)
    assert (one.eligible, one.earliest) == (other.eligible, other.earliest)
    assert [(each.met, each.earliest) for each in one.rules] == [
        (each.met, each.earliest) for each in other.rules
    ]


spans = st.lists(
    st.tuples(days, st.integers(0, 900)).map(lambda one: (one[0], one[0] + timedelta(days=one[1]))),
    max_size=5,
)


def each_day(worked: list[tuple[date, date]]) -> set[date]:
    return {first + timedelta(days=at) for first, end in worked for at in range((end - first).days)}


@given(spans)
def test_a_day_in_several_jobs_counts_once(worked: list[tuple[date, date]]) -> None:
    assert sum((end - first).days for first, end in merged(worked)) == len(each_day(worked))
    assert merged(worked) == merged([*worked, *worked])


def counted(days_worked: set[date]) -> int:
    """Days one by one: a full year of a run is worth 365, the days over are worth themselves."""
    worth = 0
    for day in sorted(days_worked):
        if day - timedelta(days=1) not in days_worked:
            first, years, over = day, 0, 0
        over += 1
        worth += 1 if over < 365 else 0
        if day + timedelta(days=1) == anniversary(first, years + 1):
            years, over, worth = years + 1, 0, worth + 1
    return worth


@given(spans, st.integers(1, 6))
def test_years_are_reached_on_the_day_that_counting_one_by_one_gives(
    worked: list[tuple[date, date]], years: int
) -> None:
    everything = each_day(worked)
    reached = years_behind(worked, years)
    if reached is None:
        assert counted(everything) < years * 365
    else:
        assert counted({day for day in everything if day < reached}) >= years * 365
        assert counted({day for day in everything if day < reached - timedelta(days=1)}) < years * 365


@given(spans, st.integers(1, 6), days)
def test_days_to_go_are_exact(worked: list[tuple[date, date]], years: int, day: date) -> None:
    go = days_to_go(worked, years, day)
    so_far = [(first, min(end, day)) for first, end in worked]
    reached = years_behind([*so_far, (day, day + timedelta(days=go))], years)
    assert reached is not None
    assert reached <= day + timedelta(days=go)
    if go:
        assert years_behind([*so_far, (day, day + timedelta(days=go - 1))], years) is None


@settings(max_examples=400)
@given(spans, days, st.integers(1, 6))
def test_another_day_of_work_never_takes_a_year_away(
    worked: list[tuple[date, date]], day: date, years: int
) -> None:
    """Not even the day that joins two jobs into one."""
    before = years_behind(worked, years)
    joining = [end for _, end in merged(worked)] + [first - timedelta(days=1) for first, _ in merged(worked)]
    for another in (day, *joining):
        after = years_behind([*worked, (another, another + timedelta(days=1))], years)
        assert before is None or (after is not None and after <= before)


@pytest.mark.parametrize(
    "years, then", [(6, date(2027, 7, 18)), (5, date(2026, 7, 18)), (4, date(2024, 1, 1))]
)
def test_years_of_several_jobs_add_up(years: int, then: date) -> None:
    """Four years to the end of 2023, and from 18 July 2025 on."""
    jobs = [(date(2025, 7, 18), date.max), (date(2020, 1, 1), date(2024, 1, 1))]
    assert years_behind(jobs, years) == then


@given(days, st.integers(1, 12))
def test_without_a_gap_the_day_is_the_anniversary(first: date, years: int) -> None:
    assert years_behind([(first, date.max)], years) == anniversary(first, years)
    ended = anniversary(first, years)
    assert years_behind([(first, ended)], years) == ended
    assert years_behind([(first, ended - timedelta(days=1))], years) is None


@pytest.mark.parametrize(
    "day, years, then",
    [
        (date(2020, 2, 29), 1, date(2021, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 3, 1), 1, date(2021, 3, 1)),
        (date(2019, 12, 31), 1, date(2020, 12, 31)),
        (date(9000, 1, 1), 1000, date.max),
    ],
)
def test_anniversaries(day: date, years: int, then: date) -> None:
    assert anniversary(day, years) == then


def test_the_generations_answer_differently() -> None:
    """Five years of work; a college diploma; a title; sixteen years of age."""
    day = date(2026, 7, 18)
    five_years = Candidate(work=(Work(CARER, date(2021, 7, 18)),))
    college = Candidate(diplomas=(Diploma(kind="bachelor", major="教育学", graduated_on=day),))
    titled = Candidate(titles=(Title("senior", date(2020, 1, 1)),), work=(Work(CARER, date(2020, 1, 1)),))
    young = Candidate(birth_date=date(2010, 7, 18))
    asked = [(4, five_years), (4, college), (1, titled), (5, young)]
    answers = {
        generation: [weigh(rule_set(generation, CARER, level), one, day).eligible for level, one in asked]
        for generation in GENERATIONS
    }
    assert answers == {"G2018": [False] * 4, "G2023": [True] * 4}
    apprentice = Candidate(birth_date=date(2011, 1, 1), apprenticeship_completed_on=day)
    assert weigh(rule_set("G2018", CARER, 5), apprentice, day).eligible
    assert not weigh(rule_set("G2023", CARER, 5), apprentice, day).eligible


def test_a_refusal_names_every_rule_of_the_level() -> None:
    for generation in GENERATIONS:
        for level in (5, 4, 3, 2, 1):
            wanted = [
                one.id for one in ELIGIBILITY_RULES if (one.generation, one.level) == (generation, level)
            ]
            answer = weigh(rule_set(generation, CARER, level), Candidate(), date(2026, 1, 1))
            assert [each.rule.id for each in answer.rules] == wanted
            assert all(each.missing for each in answer.rules)
