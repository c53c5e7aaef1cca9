"""Each of the thirty rules on the day before and on the day, and what it says is still missing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from curricula.eligibility.data import ELIGIBILITY_RULES, DiplomaKind
from curricula.eligibility.rules.answers import Tried, weigh
from curricula.eligibility.rules.candidates import Candidate, Diploma, Held, Title, Work
from curricula.eligibility.rules.rulesets import rule_set

CARER, INFANT = "4-10-01-03", "4-10-01-02"
DAY = date(2026, 7, 18)
RULES = {rule.id: rule for rule in ELIGIBILITY_RULES}


def ago(years: int) -> date:
    return DAY.replace(year=DAY.year - years)


def worked(years: int) -> tuple[Work, ...]:
    return (Work(CARER, ago(years)),)


def long_since() -> tuple[Work, ...]:
    return (Work(CARER, ago(20)),)


def held(level: int, years: int) -> tuple[Held, ...]:
    return (Held(CARER, level, ago(years)),)


def diploma(kind: DiplomaKind, *, assessed: bool = False, major: str = "早期教育") -> tuple[Diploma, ...]:
    return (Diploma(kind=kind, major=major, graduated_on=DAY, assessed=assessed),)


#: Whoever meets the rule on DAY for the first time.
JUST_NOW: list[tuple[str, Candidate]] = [
    ("G18-5a", Candidate(work=worked(1))),
    ("G18-5b", Candidate(apprenticeship_completed_on=DAY)),
    ("G18-4a", Candidate(certificates=held(5, 4), work=worked(5))),
    ("G18-4b", Candidate(work=worked(6))),
    ("G18-4c", Candidate(diplomas=diploma("technical_school"))),
    ("G18-4c", Candidate(diplomas=diploma("secondary_vocational", assessed=True))),
    ("G18-3a", Candidate(certificates=held(4, 5), work=worked(9))),
    ("G18-3b", Candidate(certificates=held(4, 1), diplomas=diploma("senior_technical_school"))),
    ("G18-3b", Candidate(certificates=held(4, 0), diplomas=diploma("higher_vocational", assessed=True))),
    ("G18-3c", Candidate(certificates=held(4, 2), work=worked(8), diplomas=diploma("junior_college"))),
    ("G18-2a", Candidate(certificates=held(3, 4), work=worked(7))),
    (
        "G18-2b",
        Candidate(
            certificates=held(3, 1), work=worked(3), diplomas=diploma("technician_college", major="机械")
        ),
    ),
    ("G18-2b", Candidate(reserve_technician_on=ago(1), work=worked(2))),
    ("G18-1a", Candidate(certificates=held(2, 4), work=worked(7))),
    ("G23-5a", Candidate(birth_date=ago(16))),
    ("G23-5b", Candidate(birth_date=ago(16), work=worked(1))),
    ("G23-4a", Candidate(work=worked(5))),
    ("G23-4b", Candidate(certificates=held(5, 3), work=worked(4))),
    ("G23-4c", Candidate(diplomas=diploma("secondary_vocational"))),
    ("G23-3a", Candidate(work=worked(10))),
    ("G23-3b", Candidate(certificates=held(4, 4), work=worked(9))),
    ("G23-3c", Candidate(titles=(Title("junior", ago(1)),), work=worked(4))),
    ("G23-3d", Candidate(diplomas=diploma("senior_class"))),
    ("G23-3e", Candidate(certificates=held(4, 1), diplomas=diploma("bachelor"))),
    ("G23-3f", Candidate(diplomas=diploma("higher_vocational", assessed=True))),
    ("G23-2a", Candidate(certificates=held(3, 5), work=worked(9))),
    ("G23-2b", Candidate(titles=(Title("junior", ago(5)),), certificates=held(3, 2), work=long_since())),
    ("G23-2b", Candidate(titles=(Title("junior", ago(7)),), certificates=held(3, 1), work=long_since())),
    ("G23-2c", Candidate(titles=(Title("intermediate", ago(1)),), work=worked(4))),
    ("G23-2d", Candidate(certificates=held(3, 1), work=worked(2), diplomas=diploma("technician_class"))),
    ("G23-2e", Candidate(certificates=held(3, 2), technician_class_since=ago(1))),
    ("G23-1a", Candidate(certificates=held(2, 5), work=worked(9))),
    (
        "G23-1b",
        Candidate(titles=(Title("intermediate", ago(5)),), certificates=held(2, 3), work=long_since()),
    ),
    (
        "G23-1b",
        Candidate(titles=(Title("intermediate", ago(8)),), certificates=held(2, 1), work=long_since()),
    ),
    ("G23-1c", Candidate(titles=(Title("senior", ago(1)),), work=worked(3))),
]


def tried(rule_id: str, candidate: Candidate, day: date) -> Tried:
    rule = RULES[rule_id]
    answer = weigh(rule_set(rule.generation, CARER, rule.level), candidate, day)
    return next(each for each in answer.rules if each.rule.id == rule_id)


def test_every_rule_stands_here() -> None:
    assert {rule_id for rule_id, _ in JUST_NOW} == set(RULES)
    counted = Counter((rule.generation, rule.level) for rule in ELIGIBILITY_RULES)
    assert [counted["G2018", level] for level in (5, 4, 3, 2, 1)] == [2, 3, 3, 2, 1]
    assert [counted["G2023", level] for level in (5, 4, 3, 2, 1)] == [2, 3, 6, 5, 3]


@pytest.mark.parametrize("rule_id, candidate", JUST_NOW)
def test_a_rule_is_met_on_the_day_and_not_before(rule_id: str, candidate: Candidate) -> None:
    today, yesterday = (tried(rule_id, candidate, day) for day in (DAY, DAY - timedelta(days=1)))
    assert (today.met, today.missing, today.earliest) == (True, (), DAY)
    assert (yesterday.met, yesterday.earliest) == (False, DAY)
    assert yesterday.missing


@pytest.mark.parametrize("rule_id, candidate", JUST_NOW)
def test_only_a_day_is_missing_on_the_day_before(rule_id: str, candidate: Candidate) -> None:
    said = [each.params for each in tried(rule_id, candidate, DAY - timedelta(days=1)).missing]
    dated = [given for given in said if "short" in given or "day" in given]
    assert dated or rule_id == "G18-5b"  # an apprenticeship has no days to be short of
    assert all(given["short"] == 1 if "short" in given else given["day"] == DAY for given in dated)


@pytest.mark.parametrize("rule_id", RULES)
def test_who_has_nothing_meets_no_rule_and_is_told_every_condition(rule_id: str) -> None:
    nothing = tried(rule_id, Candidate(), DAY)
    assert (nothing.met, nothing.earliest) == (False, None)
    assert len(nothing.missing) == min(len(way) for way in RULES[rule_id].ways)


@pytest.mark.parametrize("rule", ELIGIBILITY_RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is_and_where_it_comes_from(rule: object) -> None:
    shown = RULES[rule.id].rule
    assert shown.title.msgid
    assert "编制技术规程" in shown.document
    assert shown.article.startswith("申报条件")
    assert shown.confidence in {"V", "K"}


FINAL = ("G18-4c", "G18-3b", "G23-4c", "G23-3d", "G23-3e", "G23-3f")
GRADUATES = ("G18-3c", "G18-2b", "G23-2d")


@pytest.mark.parametrize("rule_id", [*FINAL, *GRADUATES])
def test_the_final_year_counts_where_the_rule_says_so(rule_id: str) -> None:
    candidate = next(one for of, one in JUST_NOW if of == rule_id)
    studying = Diploma(kind=candidate.diplomas[0].kind, major="早期教育", final_year_since=DAY, assessed=True)
    student = Candidate(certificates=candidate.certificates, work=candidate.work, diplomas=(studying,))
    assert tried(rule_id, student, DAY).met == (rule_id in FINAL)


@pytest.mark.parametrize("rule_id", ["G18-4c", "G18-3b", "G23-3f"])
def test_a_vocational_diploma_counts_only_when_assessed(rule_id: str) -> None:
    kind: DiplomaKind = "secondary_vocational" if rule_id == "G18-4c" else "higher_vocational"
    candidate = Candidate(certificates=held(4, 1), diplomas=diploma(kind))
    said = tried(rule_id, candidate, DAY)
    assert [each.msgid for each in said.missing] == [
        "Nothing shows that the school's programme was assessed for this level."
    ]


def test_the_work_counts_only_since_the_certificate() -> None:
    early = Candidate(certificates=held(5, 3), work=worked(5))
    assert not tried("G18-4a", early, DAY).met
    assert tried("G18-4a", early, DAY).earliest == ago(3).replace(year=ago(3).year + 4)


def test_a_certificate_of_another_level_or_an_unrelated_occupation_does_not_count() -> None:
    for certificate in (Held(CARER, 4, ago(9)), Held("4-02-01-01", 5, ago(9))):
        assert not tried("G18-4a", Candidate(certificates=(certificate,), work=worked(9)), DAY).met
    related = Candidate(certificates=(Held(INFANT, 5, ago(4)),), work=(Work("家政服务员", ago(9)),))
    assert tried("G18-4a", related, DAY).met


def test_who_has_left_the_technician_class_is_no_student_of_it() -> None:
    left = Candidate(certificates=held(3, 3), technician_class_since=ago(2), technician_class_until=DAY)
    assert tried("G23-2e", left, DAY - timedelta(days=1)).met
    assert not tried("G23-2e", left, DAY).met
    assert tried("G23-2e", left, DAY).earliest is None


def test_work_that_has_ended_is_no_work_on_the_day() -> None:
    ended = Candidate(birth_date=ago(30), work=(Work(CARER, ago(3), DAY),))
    assert tried("G23-5b", ended, DAY - timedelta(days=1)).met
    assert not tried("G23-5b", ended, DAY).met
    assert tried("G23-5a", ended, DAY).met


@pytest.mark.parametrize(
    "rule_id, papers",
    [("G18-4b", 1), ("G18-4a", 2), ("G18-3c", 3), ("G18-2b", 4), ("G23-2b", 3), ("G23-2e", 2)],
)
def test_a_rule_says_which_papers_are_shown(rule_id: str, papers: int) -> None:
    assert len({each.msgid for each in tried(rule_id, Candidate(), DAY).evidence}) == papers
