"""What a paper must say, and what it comes to when the conditions weigh it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from curricula.eligibility.rules.answers import weigh
from curricula.eligibility.rules.rulesets import rules_of
from foundation.language import say
from training.candidacy.rules import (
    RESERVE,
    Evidence,
    Kind,
    OwnCertificate,
    candidate,
    months,
    problems,
    tidied,
)
from training.candidacy.wording import packed, unpacked

TODAY = date(2026, 7, 10)
WORK = Evidence(
    kind=Kind.EMPLOYMENT, occupation="保育师", employer="园", from_on=date(2020, 7, 10), paper="证明"
)
RULES = rules_of("4-10-01-03", "2021年版", 4)


@pytest.mark.parametrize(
    "given, fields",
    [
        (WORK, []),
        (msgspec.structs.replace(WORK, employer="", occupation=""), ["occupation", "employer"]),
        (msgspec.structs.replace(WORK, from_on=date(2026, 7, 11)), ["from_on"]),
        (msgspec.structs.replace(WORK, until_on=date(2019, 1, 1)), ["until_on"]),
        (msgspec.structs.replace(WORK, from_on=date(1920, 1, 1)), ["from_on"]),
        (Evidence(kind=Kind.DIPLOMA, paper="x"), ["diploma", "major", "until_on"]),
        (Evidence(kind=Kind.DIPLOMA, diploma="phd", major="学前教育", final_year=True, paper="x"),
         ["diploma"]),
        (Evidence(kind=Kind.DIPLOMA, diploma="bachelor", major="教育学", until_on=date(2027, 6, 30),
                  paper="x"),
         ["until_on"]),
        (Evidence(kind=Kind.CERTIFICATE, paper="x"), ["occupation", "level", "from_on", "number"]),
        (Evidence(kind=Kind.TITLE, rank="top", from_on=TODAY, paper="x"), ["rank"]),
        (Evidence(kind=Kind.TECHNICIAN_CLASS, from_on=TODAY), ["paper"]),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(given: Evidence, fields: list[str]) -> None:
    assert [problem.field for problem in problems(given, TODAY)] == fields


def _eligible(shown: list[Evidence], own: list[OwnCertificate] | None = None, day: date = TODAY) -> bool:
    papers = [tidied(one, TODAY) for one in shown]
    return weigh(RULES, candidate(date(1998, 1, 1), papers, own or [], RULES), day).eligible


def test_six_years_are_full_on_the_anniversary_and_not_the_day_before() -> None:
    assert _eligible([WORK], day=date(2026, 7, 10))
    assert not _eligible([WORK], day=date(2026, 7, 9))


def test_the_last_day_is_one_of_work() -> None:
    whole = msgspec.structs.replace(WORK, until_on=date(2026, 7, 9))
    short = msgspec.structs.replace(WORK, until_on=date(2026, 7, 8))
    assert _eligible([whole])
    assert not _eligible([short])


def test_a_certificate_of_ours_counts_like_one_that_is_shown() -> None:
    since = [msgspec.structs.replace(WORK, from_on=date(2022, 7, 10))]
    own = OwnCertificate("S0000", "4-10-01-03", 5, date(2022, 7, 10))
    shown = Evidence(kind=Kind.CERTIFICATE, occupation="育婴师", level=5, from_on=date(2022, 7, 10),
                     number="x", paper="证书")  # fmt: skip
    assert not _eligible(since)
    assert _eligible(since, [own])
    assert _eligible([*since, shown])


def test_final_year_students_of_an_assessed_programme_count_from_the_day_named() -> None:
    studies = Evidence(kind=Kind.DIPLOMA, diploma="secondary_vocational", major="720803", final_year=True,
                       assessed=True, from_on=date(2025, 9, 1), paper="在校证明")  # fmt: skip
    assert _eligible([studies])
    assert not _eligible([studies], day=date(2025, 8, 31))
    assert not _eligible([msgspec.structs.replace(studies, assessed=False)])


def test_apprenticeship_reserve_certificate_and_technician_class_belong_to_the_occupation() -> None:
    shown = [
        Evidence(kind=Kind.APPRENTICESHIP, occupation="电工", from_on=TODAY, paper="x"),
        Evidence(
            kind=Kind.CERTIFICATE, occupation="保育师", level=RESERVE, from_on=TODAY, number="1", paper="x"
        ),
        Evidence(kind=Kind.TECHNICIAN_CLASS, from_on=date(2025, 9, 1), until_on=date(2027, 6, 30), paper="x"),
        Evidence(kind=Kind.TITLE, rank="junior", from_on=TODAY, paper="x"),
    ]
    whole = candidate(None, [tidied(one, TODAY) for one in shown], [], RULES)
    assert whole.apprenticeship_completed_on is None
    assert whole.reserve_technician_on == TODAY
    assert (whole.technician_class_since, whole.technician_class_until) == (
        date(2025, 9, 1),
        date(2027, 6, 30),
    )
    assert whole.certificates == ()
    assert [title.rank for title in whole.titles] == ["junior"]


def test_the_same_statement_has_the_same_fingerprint_whatever_paper_makes_it() -> None:
    one = tidied(WORK, TODAY)
    assert one.fingerprint == msgspec.structs.replace(one, paper="另一份", insured_months=3).fingerprint
    assert one.fingerprint != msgspec.structs.replace(one, employer="别园").fingerprint


@pytest.mark.parametrize("until, full", [(None, 72), (date(2020, 8, 9), 1), (date(2020, 8, 8), 0)])
def test_months_to_hold_the_insurance_against(until: Any, full: int) -> None:
    assert months(msgspec.structs.replace(WORK, until_on=until), TODAY) == full


def test_what_was_missing_can_be_said_later_in_any_language() -> None:
    answer = weigh(RULES, candidate(None, [], [], RULES), TODAY)
    for tried in answer.rules:
        for said in tried.missing:
            assert say(unpacked(msgspec.json.decode(msgspec.json.encode(packed(said))))) == say(said)
