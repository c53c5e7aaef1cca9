"""When a training is complete."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.outlines.data import AGE_BANDS, COMPANIONS, DOMAINS, KIND_LABELS, OUTLINES, Outline, outline
from curricula.outlines.rules import Completion, ModuleTest, Record, completion, counts_toward
from foundation.errors import NotFound

CARER = outline("TY-BYRY", "2021")
outlines = st.sampled_from(sorted(OUTLINES.values(), key=lambda each: each.code))


def whole(of: Outline) -> list[Record]:
    return [Record(module.kind, Decimal(module.hours), module.code) for module in of.modules]


def missing(result: Completion) -> list[tuple[str, str, Decimal]]:
    return [(line.kind, line.module, line.short) for line in result.missing]


records = st.lists(
    st.builds(
        Record,
        st.sampled_from(sorted(KIND_LABELS)),
        st.integers(0, 80).map(lambda half: Decimal(half) / 2),
        st.sampled_from(["", *(module.code for module in CARER.modules)]),
    ),
    max_size=15,
)


@given(outlines)
def test_holding_every_module_in_full_completes_exactly(of: Outline) -> None:
    result = completion(of, whole(of))
    assert result.met
    assert result.missing == ()
    assert [line.done for line in result.lines[:3]] == [of.total.value, of.theory.value, of.practice.value]


def test_120_hours_with_45_of_practice_do_not_pass() -> None:
    held = [
        *(record for record in whole(CARER) if counts_toward(record.kind) == "theory"),
        Record("theory", Decimal(15)),
        Record("practice", Decimal(45)),
    ]
    assert missing(completion(CARER, held)) == [("practice", "", Decimal(15))]


@pytest.mark.parametrize("module, hours", [("B-T1", 6), ("B-T2", 6), ("B-T6", 10)])
def test_a_compulsory_module_is_not_made_up_for_by_others(module: str, hours: int) -> None:
    held = [record for record in whole(CARER) if record.module != module] + [Record("theory", Decimal(hours))]
    assert missing(completion(CARER, held)) == [("module", module, Decimal(hours))]


def test_half_an_hour_short_is_short() -> None:
    held = whole(CARER)
    held[3] = Record("theory", held[3].hours - Decimal("0.5"), held[3].module)
    assert missing(completion(CARER, held)) == [
        ("total", "", Decimal("0.5")),
        ("theory", "", Decimal("0.5")),
    ]


@given(records, records)
def test_more_hours_never_undo_a_completion(held: list[Record], more: list[Record]) -> None:
    before, after = completion(CARER, held), completion(CARER, held + more)
    assert after.met or not before.met
    for earlier, later in zip(before.lines, after.lines, strict=True):
        assert later.done >= earlier.done
        assert later.short <= earlier.short


@given(records, st.randoms())
def test_the_order_and_splitting_of_records_do_not_matter(held: list[Record], random: object) -> None:
    halves = [Record(each.kind, each.hours / 2, each.module) for each in held for _ in range(2)]
    random.shuffle(halves)  # type: ignore[attr-defined]
    assert completion(CARER, halves) == completion(CARER, held)


@given(records)
def test_it_is_complete_exactly_when_every_line_is(held: list[Record]) -> None:
    result = completion(CARER, held)
    assert result.met == all(line.done >= line.required for line in result.lines)
    assert all(line.short == max(line.required - line.done, Decimal(0)) for line in result.lines)


@pytest.mark.parametrize(
    "best, met", [(None, False), (Decimal("59.5"), False), (Decimal(60), True), (Decimal(100), True)]
)
def test_a_test_of_the_course_must_be_passed_too(best: Decimal | None, met: bool) -> None:
    test = ModuleTest("B-T1", "职业道德", Decimal(60), best)
    result = completion(CARER, whole(CARER), [test])
    assert result.met is met
    assert result.lines[-1].kind == "test"


def test_ethics_law_safety_and_health_count_toward_theory() -> None:
    assert {kind for kind in KIND_LABELS if counts_toward(kind) == "practice"} == {"practice"}


@given(outlines)
def test_the_modules_of_an_outline_add_up_to_its_minima(of: Outline) -> None:
    theory = sum(each.hours for each in of.modules if counts_toward(each.kind) == "theory")
    practice = sum(each.hours for each in of.modules if each.kind == "practice")
    assert (theory, practice, theory + practice) == (of.theory.value, of.practice.value, of.total.value)


@given(outlines)
def test_every_outline_has_compulsory_ethics_law_safety_and_health(of: Outline) -> None:
    covered = {kind for each in of.modules if each.compulsory for kind in (each.kind, *each.also)}
    assert {"ethics", "law", "safety", "health"} <= covered


@given(outlines)
def test_unsure_hours_ask_for_confirmation(of: Outline) -> None:
    assert all(each.needs_confirm for each in (of.total, of.theory, of.practice, *of.modules))


@given(outlines)
def test_modules_teach_from_known_documents(of: Outline) -> None:
    assert {topic for each in of.modules for topic in each.topics} <= set(COMPANIONS)


def test_the_care_guide_has_seven_domains_and_three_age_bands() -> None:
    assert len(DOMAINS) == 7
    assert len(AGE_BANDS) == 3
    assert len(COMPANIONS) == 12


def test_an_unknown_outline_is_not_found() -> None:
    with pytest.raises(NotFound):
        outline("TY-BYRY", "1999")
