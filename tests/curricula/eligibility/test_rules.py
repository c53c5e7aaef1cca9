"""Which condition of the standard a candidate meets."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.eligibility.data import ELIGIBILITY_RULES
from curricula.eligibility.rules import (
    Candidate,
    Diploma,
    Held,
    Title,
    Work,
    admission,
    days_covered,
    worked_years,
)
from curricula.occupations.data import Generation

CARER, INFANT, HEALTH = "4-10-01-03", "4-10-01-02", "4-14-01-03"
DAY = date(2026, 7, 18)


def ago(years: int, extra_days: int = 0) -> date:
    return DAY.replace(year=DAY.year - years) + timedelta(days=extra_days)


def met(generation: Generation, level: int, candidate: Candidate) -> list[str]:
    result = admission(generation, CARER, level, candidate, DAY)
    assert result.eligible == bool(result.met)
    return [rule.id for rule in result.met]


def worker(since: date, *held: Held, **more: object) -> Candidate:
    return Candidate(age=30, work=(Work(CARER, since),), certificates=held, **more)  # type: ignore[arg-type]


def test_each_generation_has_its_conditions() -> None:
    counted = Counter((rule.generation, rule.level) for rule in ELIGIBILITY_RULES)
    assert counted == {
        ("G2018", 5): 2,
        ("G2018", 4): 3,
        ("G2018", 3): 3,
        ("G2018", 2): 2,
        ("G2018", 1): 1,
        ("G2023", 5): 2,
        ("G2023", 4): 3,
        ("G2023", 3): 6,
        ("G2023", 2): 5,
        ("G2023", 1): 3,
    }


@pytest.mark.parametrize(
    "generation, level, candidate, rules",
    [
        ("G2018", 5, worker(ago(1, 1)), ["G18-5a"]),
        ("G2018", 5, worker(ago(1, 2)), []),
        ("G2018", 5, Candidate(age=17, apprenticeship_completed=True), ["G18-5b"]),
        ("G2018", 4, worker(ago(4), Held(CARER, 5, ago(4))), ["G18-4a"]),
        ("G2018", 4, worker(ago(5), Held(CARER, 5, ago(3))), []),  # only the years since the certificate
        ("G2018", 4, worker(ago(5), Held(INFANT, 5, ago(4))), ["G18-4a"]),  # of a related occupation
        ("G2018", 4, worker(ago(5), Held(HEALTH, 5, ago(4))), []),
        ("G2018", 4, worker(ago(6)), ["G18-4b"]),
        (
            "G2018",
            4,
            Candidate(age=19, diplomas=(Diploma("secondary_vocational", "婴幼儿托育"),)),
            ["G18-4c"],
        ),
        ("G2018", 4, Candidate(age=19, diplomas=(Diploma("secondary_vocational", "汽车维修"),)), []),
        (
            "G2018",
            3,
            Candidate(
                age=22,
                certificates=(Held(CARER, 4, ago(0, -30)),),
                diplomas=(Diploma("higher_vocational", "婴幼儿托育服务与管理"),),
            ),
            ["G18-3b"],
        ),
        ("G2018", 3, worker(ago(5), Held(CARER, 4, ago(5))), ["G18-3a"]),
        (
            "G2018",
            3,
            worker(ago(2), Held(CARER, 4, ago(2)), diplomas=(Diploma("bachelor", "护理学", ago(3)),)),
            ["G18-3c"],
        ),
        ("G2018", 2, worker(ago(2), reserve_technician=True), ["G18-2b"]),
        ("G2018", 1, worker(ago(4), Held(CARER, 2, ago(4))), ["G18-1a"]),
        ("G2023", 5, Candidate(age=16), ["G23-5a"]),
        ("G2023", 5, Candidate(age=15), []),
        ("G2023", 5, worker(ago(0, -1)), ["G23-5a", "G23-5b"]),
        ("G2023", 4, worker(ago(5)), ["G23-4a"]),
        ("G2023", 4, worker(ago(3), Held(CARER, 5, ago(3))), ["G23-4b"]),
        ("G2023", 3, Candidate(age=22, diplomas=(Diploma("bachelor", "教育学", assessed=True),)), ["G23-3f"]),
        ("G2023", 3, Candidate(age=22, diplomas=(Diploma("bachelor", "教育学"),)), []),
        ("G2023", 3, worker(ago(1), titles=(Title("junior", ago(1)),)), ["G23-3c"]),
        (
            "G2023",
            2,
            Candidate(age=22, technician_class=True, certificates=(Held(CARER, 3, ago(2)),)),
            ["G23-2e"],
        ),
        ("G2023", 1, worker(ago(1), titles=(Title("senior", ago(1)),)), ["G23-1c"]),
    ],
)
def test_the_conditions_of_each_level(
    generation: Generation, level: int, candidate: Candidate, rules: list[str]
) -> None:
    assert met(generation, level, candidate) == rules


def test_a_refusal_names_what_could_have_been_met() -> None:
    result = admission("G2018", CARER, 4, Candidate(age=30), DAY)
    assert not result.eligible
    assert [rule.id for rule in result.possible] == ["G18-4a", "G18-4b", "G18-4c"]


def test_a_certificate_or_diploma_of_tomorrow_does_not_count() -> None:
    tomorrow = DAY + timedelta(days=1)
    assert not met(
        "G2018", 4, Candidate(age=30, diplomas=(Diploma("technical_school", "早期教育", tomorrow),))
    )
    assert met("G2018", 4, worker(ago(9), Held(CARER, 5, tomorrow))) == ["G18-4b"]


spans = st.lists(
    st.tuples(st.dates(date(2000, 1, 1), date(2020, 1, 1)), st.integers(0, 2000)).map(
        lambda span: (span[0], span[0] + timedelta(days=span[1]))
    ),
    max_size=6,
)


@given(spans)
def test_days_are_counted_once_however_many_jobs_cover_them(jobs: list[tuple[date, date]]) -> None:
    days = {first + timedelta(days=after) for first, last in jobs for after in range((last - first).days + 1)}
    assert days_covered(jobs) == len(days)


@given(spans, st.integers(1, 12))
def test_more_work_never_lessens_the_years(jobs: list[tuple[date, date]], years: int) -> None:
    work = [Work(CARER, first, last) for first, last in jobs]
    if worked_years(CARER, work[1:], date.min, DAY, years):
        assert worked_years(CARER, work, date.min, DAY, years)


@given(st.dates(date(2000, 1, 1), date(2020, 12, 31)), st.integers(1, 12))
def test_a_year_of_work_ends_on_the_day_before_its_anniversary(first: date, years: int) -> None:
    leap = first.month == 2 and first.day == 29
    anniversary = (first + timedelta(days=1) if leap else first).replace(year=first.year + years)
    work = [Work(CARER, first, anniversary - timedelta(days=1))]
    assert worked_years(CARER, work, date.min, anniversary, years)
    assert not worked_years(CARER, work, date.min, anniversary - timedelta(days=3), years)
