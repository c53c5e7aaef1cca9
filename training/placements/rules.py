"""Everything that keeps a placement from beginning, each with its rule and its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import msgspec

from foundation.errors import Refused, Rule
from foundation.text import Text, text
from registry.documents.rules import age_on
from registry.organisations.rules import FilingState, NonconformityState, may_host
from training.placements.data import CHECK_AGE, PARAMETERS, PLACEMENT_RULES

Turn = Literal["college", "host", "health_commission"]
"""Whose turn it is."""


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """The institution: its filing, its staff, and how many trainees are there without this one."""

    filing: FilingState | None
    finding: NonconformityState = NonconformityState.NONE
    staff_on_duty: int = 0
    staff_in_post: int = 0
    trainees: int = 0
    trainees_in_post: int = 0


class PlacementFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the rules look at before the first day; None is what is not there, or not confirmed."""

    birth_date: date | None
    grade_year: int
    starts_on: date
    ends_on: date
    host: Host
    screened_clear: bool
    arranged_via: Literal["school", "student_self_approved", "agency"] = "school"
    agreement_school_on: date | None = None
    agreement_host_on: date | None = None
    agreement_trainee_on: date | None = None
    consent_on: date | None = None
    guardian_consent_on: date | None = None
    insurance_policy_no: str = ""
    insurance_from: date | None = None
    insurance_until: date | None = None
    teacher_name: str = ""
    mentor_name: str = ""
    safety_training_passed_on: date | None = None
    pledge_signed_on: date | None = None
    health_certificate_until: date | None = None
    host_check: Literal["none", "asked", "clear", "barred"] = "none"
    host_check_on: date | None = None
    longest_check_age: int | None = None
    declared_check_on: date | None = None
    over_cap_reason: str = ""


class Block(msgspec.Struct, frozen=True):
    """Something that keeps the placement from beginning, or, as a warning, that should be looked at."""

    rule: Rule
    message: Text
    remedy: Text
    warning: bool = False
    turn: Turn = "college"


Found = Iterator[Block]


def blocking(facts: PlacementFacts) -> list[Block]:
    """Everything found, in the order of the rules: what blocks, and what only warns."""
    checks = (
        _agreement,
        _consent,
        _grade,
        _age,
        _agency,
        _caps,
        _insurance,
        _guides,
        _safety,
        _host,
        _papers,
        _pledge,
    )
    return [block for check in checks for block in check(facts)]


def blocks_only(found: list[Block]) -> list[Block]:
    """What must be mended first."""
    return [block for block in found if not block.warning]


def require_startable(facts: PlacementFacts) -> None:
    """Refuse the first day with the first thing missing; the list of all is on the placement's page."""
    if stopping := blocks_only(blocking(facts)):
        first = stopping[0]
        raise Refused(first.message, remedy=first.remedy, rule=first.rule)


def _block(
    rule_id: str, message: Text, remedy: Text, *, warning: bool = False, turn: Turn = "college"
) -> Block:
    return Block(PLACEMENT_RULES[rule_id].rule, message, remedy, warning, turn)


def _by(day: date | None, starts_on: date) -> bool:
    return day is not None and day <= starts_on


def _agreement(facts: PlacementFacts) -> Found:
    by = facts.starts_on
    if not _by(facts.agreement_school_on, by):
        said = text("The school has not signed the agreement.")
        yield _block("IN-01", said, text("Sign for the school."))
    if not _by(facts.agreement_host_on, by):
        said = text("The host has not signed the agreement.")
        yield _block("IN-01", said, text("Ask the host to sign."), turn="host")
    if not _by(facts.agreement_trainee_on, by):
        said = text("The trainee has not signed the agreement.")
        yield _block("IN-01", said, text("Ask the trainee to sign."))


def _consent(facts: PlacementFacts) -> Found:
    if not _by(facts.consent_on, facts.starts_on):
        yield _block("IN-02", text("The trainee's consent is missing."), text("Record the signed consent."))
    if _is_minor(facts) and not _by(facts.guardian_consent_on, facts.starts_on):
        yield _block(
            "IN-02",
            text("The trainee is a minor; the guardian's consent is missing."),
            text("Record the consent the guardian has signed."),
        )


def _is_minor(facts: PlacementFacts) -> bool:
    """Whose birth date is unknown is taken for a minor."""
    return facts.birth_date is None or age_on(facts.birth_date, facts.starts_on) < PARAMETERS.adult_age.value


def _grade(facts: PlacementFacts) -> Found:
    least = PARAMETERS.least_grade_year.value
    if facts.grade_year < least:
        yield _block(
            "IN-03",
            text("The trainee is in year {year} of the studies.", year=facts.grade_year),
            text("Place the trainee from year {least} on.", least=least),
        )


def _age(facts: PlacementFacts) -> Found:
    youngest = PARAMETERS.youngest_age.value
    if facts.birth_date is None:
        yield _block("IN-04", text("The birth date is not known."), text("Record the identity document."))
    elif (age := age_on(facts.birth_date, facts.starts_on)) < youngest:
        yield _block(
            "IN-04",
            text("The trainee is {age} on the first day.", age=age),
            text("Begin after the birthday on which the trainee is {youngest}.", youngest=youngest),
        )


def _agency(facts: PlacementFacts) -> Found:
    if facts.arranged_via == "agency":
        yield _block(
            "IN-08",
            text("The placement was arranged through an agency."),
            text("Arrange it with the host directly."),
        )


def _caps(facts: PlacementFacts) -> Found:
    host = facts.host
    unit = host.staff_on_duty * PARAMETERS.unit_percent.value // 100
    post = host.staff_in_post * PARAMETERS.post_percent.value // 100
    excused = bool(facts.over_cap_reason.strip())
    if host.trainees + 1 > unit:
        yield _over("IN-14", text("Trainees at the host"), host.trainees + 1, unit, excused)
    if host.trainees_in_post + 1 > post:
        yield _over("IN-15", text("Trainees in the same post"), host.trainees_in_post + 1, post, excused)


def _over(rule_id: str, what: Text, count: int, most: int, excused: bool) -> Block:
    """The text says 一般: more are possible, with a reason on record."""
    message = text("{what}: {count}, generally at most {most}.", what=what, count=count, most=most)
    remedy = text("Choose another host, or give the reason for the exception.")
    return _block(rule_id, message, remedy, warning=excused)


def _insurance(facts: PlacementFacts) -> Found:
    if not facts.insurance_policy_no.strip():
        yield _block("IN-21", text("There is no liability insurance."), text("Record the policy."))
    elif not _by(facts.insurance_from, facts.starts_on) or not (
        facts.insurance_until and facts.insurance_until >= facts.ends_on
    ):
        yield _block(
            "IN-21",
            text("The insurance does not cover the whole placement."),
            text("Extend the policy to {end}.", end=facts.ends_on),
        )


def _guides(facts: PlacementFacts) -> Found:
    if not facts.teacher_name.strip():
        yield _block("IN-22", text("No teacher of the school is named."), text("Name the teacher."))
    if not facts.mentor_name.strip():
        said = text("No mentor of the host is named.")
        yield _block("IN-22", said, text("Ask the host to name a mentor."), turn="host")


def _safety(facts: PlacementFacts) -> Found:
    if not _by(facts.safety_training_passed_on, facts.starts_on):
        yield _block(
            "IN-25",
            text("The safety training is not passed."),
            text("Record the day on which the trainee passed it."),
        )


def _pledge(facts: PlacementFacts) -> Found:
    if not _by(facts.pledge_signed_on, facts.starts_on):
        said = text("The pledge of conduct is not signed.")
        yield _block("CH-07", said, text("Let the trainee sign it and record the signature."))


def _host(facts: PlacementFacts) -> Found:
    host = facts.host
    if host.filing is None or not may_host(host.filing, NonconformityState.NONE):
        yield _block("CH-01", text("The host is not filed."), text("Choose a filed institution."))
    elif not may_host(host.filing, host.finding):
        yield _block(
            "CH-01",
            text("The host has an open finding."),
            text("Wait until the health commission has closed it."),
            turn="health_commission",
        )


def _papers(facts: PlacementFacts) -> Found:
    yield from _record_check(facts)
    if facts.health_certificate_until is None or facts.health_certificate_until < facts.starts_on:
        yield _block("CH-03", text("There is no valid health certificate."), text("Record a valid one."))
    elif facts.health_certificate_until < facts.ends_on:
        message = text("The health certificate ends during the placement.")
        yield _block("CH-03", message, text("Renew it in time."), warning=True)
    if not facts.screened_clear:
        yield _block(
            "CH-06",
            text("The trainee cannot be placed at present."),
            text("Ask the health commission of your area."),
            turn="health_commission",
        )


def _record_check(facts: PlacementFacts) -> Found:
    """The host asks, as whoever employs somebody; what the school declares is shown and does not suffice."""
    if facts.host_check == "barred":
        yield _block(
            "CH-02",
            text("The trainee cannot be placed at present."),
            text("Ask the health commission of your area."),
            turn="health_commission",
        )
    elif facts.host_check == "asked":
        said = text("The answer to the host's record check is not there yet.")
        yield _block("CH-02", said, text("Wait for the answer of public security."), turn="host")
    elif facts.host_check == "none":
        yield _block("CH-02", _not_asked(facts), text("Ask the host to put the question."), turn="host")
    elif facts.host_check_on and facts.host_check_on < _oldest_check(facts):
        yield Block(CHECK_AGE, _too_old(facts), text("Ask again before the first day."), turn="host")


def _too_old(facts: PlacementFacts) -> Text:
    if facts.longest_check_age is None:
        return text("How old the answer may be is not confirmed; it carries a first day on its own day only.")
    return text("The record check is more than {days} days old.", days=facts.longest_check_age)


def _not_asked(facts: PlacementFacts) -> Text:
    if facts.declared_check_on is None:
        return text("The host has not asked public security about the trainee.")
    day = facts.declared_check_on
    return text(
        "The host has not asked public security about the trainee; the school declares a check of {day}.",
        day=day,
    )


def _oldest_check(facts: PlacementFacts) -> date:
    return facts.starts_on - timedelta(days=facts.longest_check_age or 0)
