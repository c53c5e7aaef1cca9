"""What counts comes from the data; what is unsure stays out; whom a change affects is told."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from curricula.eligibility.data import ELIGIBILITY_RULES, MAJORS, RELATED
from curricula.eligibility.rules.answers import weigh
from curricula.eligibility.rules.candidates import Candidate, Held, Work
from curricula.eligibility.rules.comparing import compare
from curricula.eligibility.rules.rulesets import RuleSet, occupation_called, rule_set, rules_of
from curricula.occupations.data import OCCUPATIONS
from foundation.errors import NotFound, Refused

FACILITATOR, INFANT, CARER = "4-10-01-01", "4-10-01-02", "4-10-01-03"
DAY = date(2026, 7, 18)


def worker(since: date, *held: Held) -> Candidate:
    return Candidate(work=(Work(CARER, since),), certificates=held)


def test_an_unconfirmed_edition_admits_nobody() -> None:
    with pytest.raises(Refused, match="not been confirmed"):
        rules_of(FACILITATOR, "2025年版", 4)
    confirmed = rules_of(FACILITATOR, "2025年版", 4, frozenset({"4-10-01-01/2025年版"}))
    assert [rule.id for rule in confirmed.rules] == ["G23-4a", "G23-4b", "G23-4c"]


def test_an_edition_has_its_own_levels_and_generation() -> None:
    assert {rule.generation for rule in rules_of(CARER, "2021年版", 5).rules} == {"G2018"}
    with pytest.raises(Refused):
        rules_of(FACILITATOR, "2021年版", 5)
    with pytest.raises(NotFound):
        rules_of(CARER, "2020年版", 5)


def test_an_unconfirmed_rule_does_not_take_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    unsure = msgspec.structs.replace(ELIGIBILITY_RULES[0], id="X", confidence="U", needs_confirm=True)
    monkeypatch.setattr(
        "curricula.eligibility.rules.rulesets.ELIGIBILITY_RULES", (*ELIGIBILITY_RULES, unsure)
    )
    build = rule_set.__wrapped__
    assert "X" not in [rule.id for rule in build("G2018", CARER, 5).rules]
    assert "X" in [rule.id for rule in build("G2018", CARER, 5, frozenset({"X"})).rules]


def test_related_occupations_and_majors_come_from_the_standards() -> None:
    rules = rule_set("G2018", INFANT, 4)
    for name in ("保育员", "婴幼儿发展引导员", "家政服务员", "儿科护士", "4-10-01-06", "育婴师"):
        assert rules.counts(occupation_called(name)), name
    for name in ("保安员", "健康照护师"):
        assert not rules.counts(occupation_called(name)), name
    assert rules.has_major("secondary_vocational", "护理")
    assert not rules.has_major("secondary_vocational", "助产")
    assert rule_set("G2018", CARER, 4).has_major("secondary_vocational", "助产")
    assert not rules.has_major("secondary_vocational", "临床医学")
    assert rules.has_major("bachelor", "护理学")
    assert not rules.has_major("bachelor", "护理")


def test_the_lists_cite_their_source_and_name_known_occupations() -> None:
    for row in (*MAJORS, *RELATED):
        assert row.document
        assert row.id
    assert {code for row in MAJORS for code in row.occupations} <= set(OCCUPATIONS)
    assert {code for row in RELATED for code in row.of} <= set(OCCUPATIONS)


def test_a_dated_rule_holds_within_its_dates_only() -> None:
    rules = rule_set("G2018", CARER, 5)
    dated = msgspec.structs.replace(
        rules.rules[0], effective_from=date(2026, 7, 18), effective_to=date(2026, 12, 31)
    )
    limited = RuleSet((dated,), rules.occupations, rules.majors)
    since = worker(date(2020, 1, 1))
    asked = [date(2026, 7, 17), date(2026, 7, 18), date(2026, 12, 31), date(2027, 1, 1)]
    answers = [weigh(limited, since, day) for day in asked]
    assert [one.eligible for one in answers] == [False, True, True, False]
    assert [one.earliest for one in answers] == [DAY, DAY, DAY, None]
    assert answers[0].rules[0].missing[0].msgid == "The rule is not in force on this day."


def test_a_change_of_rules_names_whom_it_affects() -> None:
    people = {
        "gains": worker(date(2021, 1, 1)),  # five years are enough for the later generation
        "keeps": worker(date(2019, 1, 1)),
        "shifts": worker(date(2024, 1, 1)),
        "never": Candidate(),
    }
    found = compare(rule_set("G2018", CARER, 4), rule_set("G2023", CARER, 4), people.items(), DAY)
    assert [one.key for one in found.gain] == ["gains"]
    assert [one.key for one in found.shift] == ["shifts"]
    assert (found.lose, found.same) == ((), 2)
    back = compare(rule_set("G2023", CARER, 4), rule_set("G2018", CARER, 4), people.items(), DAY)
    assert [one.key for one in back.lose] == ["gains"]
    assert back.lose[0].after.earliest == date(2027, 1, 1)
