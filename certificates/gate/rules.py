"""The gate: taught, placed, assessed, identity, screened. Each line says on what evidence, and by which rule.

What is not known does not pass. A line that somebody can still mend names whose turn it is. The
evidence is kept with the batch, so its texts carry plain values only.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from certificates.gate.data import GATE_RULES
from curricula.outlines.rules import Completion
from foundation.errors import Rule
from foundation.text import Text, text
from screening.matching.rules import State as Screened
from training.evaluations.rules import EntryState, Outcome, Result, outcome

GateKind = Literal["taught", "placed", "assessed", "identity", "screened"]

COLLEGE = text("The college")
EVALUATOR = text("The evaluator")
HEALTH_COMMISSION = text("The health commission")
OFFICE = text("The office that prepares the batch")


class GateLine(msgspec.Struct, frozen=True):
    """One question of the gate, answered."""

    kind: GateKind
    passed: bool
    evidence: Text
    rule: Rule | None = None
    waiting_for: Text | None = None


class Placement(msgspec.Struct, frozen=True):
    """The placement that counts: where, when, how far it came and what both sides gave it."""

    status: str
    host_name: str
    starts_on: date
    ends_on: date
    mentor_score: Decimal | None = None
    school_score: Decimal | None = None


class Assessment(msgspec.Struct, frozen=True):
    """The entry that is certified: its state, its results, and until when they were publicised."""

    state: EntryState
    required: tuple[Literal["theory", "skill", "review"], ...]
    results: tuple[Result, ...]
    publicised_until: date | None = None


class IdentityPapers(msgspec.Struct, frozen=True):
    """What the certificate prints of the holder; `unsure`: nobody has confirmed the kind of document."""

    name: str
    document_masked: str
    problems: tuple[Text, ...] = ()
    valid_until: date | None = None
    has_photo: bool = False
    unsure: Rule | None = None


class ScreeningFacts(msgspec.Struct, frozen=True):
    """The last screening; `current` when neither the register nor the identity has changed since."""

    result: Screened
    screened_on: date
    current: bool
    open_match: bool = False


class GateFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the gate looks at; None is what there is no record of."""

    completion: Completion | None = None
    placement: Placement | None = None
    assessment: Assessment | None = None
    identity: IdentityPapers | None = None
    screening: ScreeningFacts | None = None


def gate(facts: GateFacts, today: date) -> list[GateLine]:
    """The five lines, always in the same order."""
    return [
        _taught(facts.completion),
        _placed(facts.placement, today),
        _assessed(facts.assessment, today),
        _identity(facts.identity, today),
        _screened(facts.screening),
    ]


def passed(lines: list[GateLine]) -> bool:
    """Whether every question of the gate is there and answered with yes."""
    kinds = {line.kind for line in lines}
    return kinds == {"taught", "placed", "assessed", "identity", "screened"} and all(
        line.passed for line in lines
    )


def _taught(completion: Completion | None) -> GateLine:
    if completion is None:
        return _no("taught", text("There is no training on record."), COLLEGE)
    done = {line.kind: _plain(line.done) for line in completion.lines[:3]}
    if completion.met:
        met = "{total} hours: {theory} of theory, {practice} of practice; every minimum is met."
        return GateLine("taught", True, text(met, **done), completion.rule)
    short = "{total} hours: {theory} of theory, {practice} of practice; minima not met: {count}."
    evidence = text(short, **done, count=len(completion.missing))
    return GateLine("taught", False, evidence, completion.rule, COLLEGE)


def _placed(placement: Placement | None, today: date) -> GateLine:
    if placement is None:
        return _no("placed", text("There is no placement on record."), COLLEGE)
    if placement.status == "assessed" and placement.ends_on <= today:
        said = text(
            "{host}, {start} to {end}, assessed by both sides.",
            host=placement.host_name,
            start=placement.starts_on.isoformat(),
            end=placement.ends_on.isoformat(),
        )
        return GateLine("placed", True, said, GATE_RULES.placed.rule)
    if placement.status in ("completed", "assessed"):
        return _no("placed", text("{host}: completed, not yet assessed.", host=placement.host_name), COLLEGE)
    return _no("placed", text("{host}: the placement is not completed.", host=placement.host_name), COLLEGE)


def _assessed(assessment: Assessment | None, today: date) -> GateLine:
    if assessment is None:
        return _no("assessed", text("There is no evaluation on record."), EVALUATOR)
    found = outcome(assessment.required, assessment.results)
    if found is Outcome.FAIL:
        return GateLine("assessed", False, text("A component was not passed."), GATE_RULES.assessed.rule)
    until = assessment.publicised_until
    if assessment.state is not EntryState.CONFIRMED or until is None or until >= today:
        return _no("assessed", text("The result is not confirmed."), EVALUATOR)
    if found is Outcome.INCOMPLETE:
        return _no("assessed", text("A component has no score."), EVALUATOR)
    scores = " · ".join(_plain(each.score) for each in assessment.results if each.score is not None)
    said = text(
        "Passed in every component: {scores}; publicised until {until}.",
        scores=scores,
        until=until.isoformat(),
    )
    return GateLine("assessed", True, said, GATE_RULES.assessed.rule)


def _identity(papers: IdentityPapers | None, today: date) -> GateLine:
    if papers is None or not papers.document_masked or not papers.name:
        return _no("identity", text("There is no identity document on record."), COLLEGE)
    if papers.problems:
        return _no("identity", papers.problems[0], COLLEGE)
    if papers.unsure is not None:
        said = text("This kind of document is unsure and has not been confirmed.")
        return GateLine("identity", False, said, papers.unsure, OFFICE)
    if papers.valid_until is not None and papers.valid_until < today:
        return _no(
            "identity", text("The document expired on {day}.", day=papers.valid_until.isoformat()), COLLEGE
        )
    if not papers.has_photo:
        return _no("identity", text("The photograph is missing."), COLLEGE)
    said = text("Document {number}, photograph there.", number=papers.document_masked)
    return GateLine("identity", True, said, GATE_RULES.identity.rule)


def _screened(facts: ScreeningFacts | None) -> GateLine:
    if facts is None:
        return _no("screened", text("Not screened yet."), OFFICE)
    if facts.open_match or facts.result is not Screened.CLEAR:
        return _no("screened", text("A possible match is being judged."), HEALTH_COMMISSION)
    if not facts.current:
        return _no("screened", text("The screening is out of date; screen again."), OFFICE)
    said = text("Compared with the ban register on {day}, nothing found.", day=facts.screened_on.isoformat())
    return GateLine("screened", True, said, GATE_RULES.screened.rule)


def _no(kind: GateKind, evidence: Text, waiting_for: Text) -> GateLine:
    return GateLine(kind, False, evidence, getattr(GATE_RULES, kind).rule, waiting_for)


def _plain(number: Decimal) -> str:
    """120 rather than 120.00, 59.5 rather than 59.50."""
    return f"{number.normalize():f}"
