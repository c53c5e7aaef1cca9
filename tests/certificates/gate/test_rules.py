"""The gate answers five questions, each with evidence and rule."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.gate.rules import (
    Assessment,
    GateFacts,
    GateLine,
    IdentityPapers,
    Placement,
    ScreeningFacts,
    gate,
    passed,
)
from curricula.outlines.data import outline
from curricula.outlines.rules import Completion, Record, completion
from foundation.errors import Rule
from foundation.text import text
from screening.matching.rules import State
from training.evaluations.rules import EntryState, Result

TODAY = date(2026, 11, 1)
UNSURE_KIND = Rule("document.09", text("Kind of document"), "", "", "U")
CARER = outline("TY-BYRY", "2021")
FULL = [Record(module.kind, Decimal(module.hours), module.code) for module in CARER.modules]
RESULTS = (Result("theory", Decimal("81.50")), Result("skill", Decimal("90.00")))


def facts(**changes: Any) -> GateFacts:
    usual = GateFacts(
        completion=completion(CARER, FULL),
        placement=Placement("assessed", "东湖区小天使托育园", date(2026, 3, 2), date(2026, 8, 28)),
        assessment=Assessment(EntryState.CONFIRMED, ("theory", "skill"), RESULTS, date(2026, 10, 20)),
        identity=IdentityPapers("王小明", "369*************18", has_photo=True),
        screening=ScreeningFacts(State.CLEAR, date(2026, 10, 30), current=True),
    )
    return msgspec.structs.replace(usual, **changes)


def line(kind: str, **changes: Any) -> GateLine:
    return next(each for each in gate(facts(**changes), TODAY) if each.kind == kind)


def part(name: str, **changes: Any) -> dict[str, Any]:
    return {name: msgspec.structs.replace(getattr(facts(), name), **changes)}


def test_whoever_was_taught_placed_assessed_identified_and_screened_passes() -> None:
    lines = gate(facts(), TODAY)
    assert passed(lines)
    assert [each.kind for each in lines] == ["taught", "placed", "assessed", "identity", "screened"]
    assert all(each.rule is not None and each.waiting_for is None for each in lines)


def test_the_evidence_says_what_was_found() -> None:
    said = [each.evidence.english() for each in gate(facts(), TODAY)]
    assert "120 hours: 60 of theory, 60 of practice" in said[0]
    assert "东湖区小天使托育园, 2026-03-02 to 2026-08-28" in said[1]
    assert "81.5 · 90; publicised until 2026-10-20" in said[2]
    assert "369*************18" in said[3]
    assert "2026-10-30" in said[4]


@pytest.mark.parametrize(
    "kind, changes, evidence",
    [
        ("taught", {"completion": None}, "no training"),
        ("taught", {"completion": completion(CARER, FULL[1:])}, "minima not met: 3"),
        ("placed", {"placement": None}, "no placement"),
        ("placed", part("placement", status="active"), "not completed"),
        ("placed", part("placement", status="completed"), "not yet assessed"),
        ("placed", part("placement", ends_on=TODAY + timedelta(days=1)), "not yet assessed"),
        ("assessed", {"assessment": None}, "no evaluation"),
        ("assessed", part("assessment", state=EntryState.PUBLICISED), "not confirmed"),
        ("assessed", part("assessment", publicised_until=TODAY), "not confirmed"),
        ("assessed", part("assessment", publicised_until=None), "not confirmed"),
        ("assessed", part("assessment", results=RESULTS[:1]), "no score"),
        ("assessed", part("assessment", required=("theory", "skill", "review")), "no score"),
        ("identity", {"identity": None}, "no identity document"),
        ("identity", part("identity", document_masked=""), "no identity document"),
        ("identity", part("identity", has_photo=False), "photograph is missing"),
        ("identity", part("identity", valid_until=date(2026, 10, 31)), "expired on 2026-10-31"),
        ("identity", part("identity", unsure=UNSURE_KIND), "has not been confirmed"),
        ("identity", part("identity", problems=(text("The name is missing."),)), "name is missing"),
        ("screened", {"screening": None}, "Not screened"),
        ("screened", part("screening", result=State.POSSIBLE), "being judged"),
        ("screened", part("screening", result=State.STRONG), "being judged"),
        ("screened", part("screening", open_match=True), "being judged"),
        ("screened", part("screening", current=False), "out of date"),
    ],
)
def test_whatever_is_missing_stops_it_and_names_whose_turn_it_is(
    kind: str, changes: dict[str, Any], evidence: str
) -> None:
    lines = gate(facts(**changes), TODAY)
    assert not passed(lines)
    assert [each.kind for each in lines if not each.passed] == [kind]
    stopped = line(kind, **changes)
    assert evidence in stopped.evidence.english()
    assert stopped.waiting_for is not None
    assert stopped.rule is not None


def test_a_failed_component_waits_for_nobody() -> None:
    failed = line("assessed", **part("assessment", results=(Result("theory", Decimal("59.5")), RESULTS[1])))
    assert not failed.passed
    assert failed.waiting_for is None


@pytest.mark.parametrize("missing", range(5))
def test_a_gate_with_a_line_left_out_does_not_pass(missing: int) -> None:
    lines = gate(facts(), TODAY)
    assert not passed(lines[:missing] + lines[missing + 1 :])
    assert not passed([])


completions: st.SearchStrategy[Completion | None] = st.sampled_from(
    [None, completion(CARER, FULL), completion(CARER, [])]
)
placements = st.none() | st.builds(
    Placement,
    st.sampled_from(["proposed", "active", "completed", "assessed"]),
    st.just("某园"),
    st.dates(),
    st.dates(),
)
assessments = st.none() | st.builds(
    Assessment,
    st.sampled_from(EntryState),
    st.just(("theory", "skill")),
    st.lists(st.sampled_from([*RESULTS, Result("theory"), Result("skill", absent=True)]), max_size=2).map(
        tuple
    ),
    st.none() | st.dates(),
)
papers = st.none() | st.builds(
    IdentityPapers, st.sampled_from(["", "王"]), st.sampled_from(["", "3*"]), has_photo=st.booleans()
)
screenings = st.none() | st.builds(
    ScreeningFacts, st.sampled_from(State), st.dates(), st.booleans(), st.booleans()
)


@given(
    st.builds(
        GateFacts,
        completion=completions,
        placement=placements,
        assessment=assessments,
        identity=papers,
        screening=screenings,
    )
)
def test_the_gate_opens_only_when_every_fact_is_there_and_survives_being_stored(known: GateFacts) -> None:
    lines = gate(known, TODAY)
    if passed(lines):
        assert known.completion is not None
        assert known.completion.met
        assert known.placement is not None
        assert known.placement.status == "assessed"
        assert known.assessment is not None
        assert known.assessment.state is EntryState.CONFIRMED
        assert known.screening is not None
        assert known.screening.result is State.CLEAR
        assert known.screening.current
        assert not known.screening.open_match
    assert msgspec.json.decode(msgspec.json.encode(lines), type=list[GateLine]) == lines
