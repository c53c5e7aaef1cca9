"""Whether a claim may be made and approved: every condition with its source and its result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from certificates.subsidies.data import RULES
from curricula.occupations.rules import level_label
from foundation.errors import Rule
from foundation.text import Text, text
from registry.working_days.rules import add_months

State = Literal["passed", "waiting", "failed"]


class Claimed(msgspec.Struct, frozen=True):
    """Another claim of the same person that was not refused."""

    kind: str
    occupation_code: str
    level: int
    year: int


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a certificate and its holder on the day of the claim.

    `standing` is the answer of verification; `screening` the newest result for this claim, if there is one.
    Level 1 is the highest.
    """

    standing: str
    kind: str
    occupation_code: str
    level: int
    issued_on: date
    claimed_on: date
    held_levels: frozenset[int] = frozenset()
    others: tuple[Claimed, ...] = ()
    screening: str | None = None


class Terms(msgspec.Struct, frozen=True):
    """The confirmed numbers of a kind; None where nobody has confirmed one.

    `provided` says whether the kind knows an amount for the level at all.
    """

    per_year: int | None = None
    window_months: int | None = None
    amount: int | None = None
    provided: bool = True


class Line(msgspec.Struct, frozen=True):
    """One condition: met, not met, or waiting for a confirmation or a screening."""

    rule: Rule
    state: State
    evidence: Text

    @property
    def label(self) -> Text:
        """What the condition is about, in a word or two."""
        return _LABELS[self.rule.id]


_LABELS = {
    "SUB-VALID": text("Standing of the certificate"),
    "SUB-ONCE": text("Not twice"),
    "SUB-HIGHER": text("No higher level"),
    "SUB-CAP": text("Times a year"),
    "SUB-WINDOW": text("Period for claiming"),
    "SUB-AMOUNT": text("Amount of the subsidy"),
    "SUB-BAN": text("Comparison with the ban register"),
}
_UNCONFIRMED = text("No confirmed number: it has no effect until two persons confirm it (Rules to confirm).")


def judge(case: Case, terms: Terms) -> list[Line]:
    """Every condition in a fixed order; the order of the other claims does not matter."""
    return [
        _valid(case),
        _once(case),
        _higher(case),
        _cap(case, terms),
        _window(case, terms),
        _amount(terms),
        _ban(case),
    ]


def may_register(lines: Iterable[Line]) -> bool:
    """Nothing stands against it; what waits may still come."""
    return all(line.state != "failed" for line in lines)


def may_approve(lines: Iterable[Line]) -> bool:
    """Every condition is met."""
    return all(line.state == "passed" for line in lines)


def first_obstacle(lines: Iterable[Line]) -> Line | None:
    """The condition to be named first: what is not met before what waits."""
    open_lines = [line for line in lines if line.state != "passed"]
    return min(open_lines, key=lambda line: line.state != "failed", default=None)


def standing(status: str, certificate_status: str, *, held: bool) -> str:
    """A claim as lists show it: what became of its certificate, in its newest version, counts too.

    Exported and then withdrawn: to be recovered. Approved and no longer in force: must not be paid.
    """
    if status == "exported" and certificate_status == "withdrawn":
        return "recover"
    if status == "approved" and (certificate_status != "issued" or held):
        return "stopped"
    return status


def _line(rule: str, passed: bool | None, evidence: Text) -> Line:
    state: State = "waiting" if passed is None else "passed" if passed else "failed"
    return Line(RULES[rule], state, evidence)


def _valid(case: Case) -> Line:
    words = {
        "valid": text("The certificate is valid."),
        "suspended": text("The certificate is suspended."),
        "withdrawn": text("The certificate is withdrawn."),
        "superseded": text("The certificate was replaced by a newer one; claim with the newer one."),
        "expired": text("The certificate has expired."),
    }
    known = words.get(case.standing, text("The certificate is not issued."))
    return _line("SUB-VALID", case.standing == "valid", known)


def _once(case: Case) -> Line:
    same = [one for one in case.others if (one.occupation_code, one.level) == _key(case)]
    if same:
        told = text(
            "Occupation and level were claimed already in {year}.", year=min(one.year for one in same)
        )
        return _line("SUB-ONCE", False, told)
    return _line("SUB-ONCE", True, text("No other claim for this occupation and level."))


def _key(case: Case) -> tuple[str, int]:
    return case.occupation_code, case.level


def _higher(case: Case) -> Line:
    claimed = [one.level for one in case.others if one.occupation_code == case.occupation_code]
    higher = [level for level in (*case.held_levels, *claimed) if level < case.level]
    if higher:
        told = text("The holder is on record with a higher level: {level}.", level=level_label(min(higher)))
        return _line("SUB-HIGHER", False, told)
    return _line("SUB-HIGHER", True, text("No higher level of this occupation is known here."))


def _cap(case: Case, terms: Terms) -> Line:
    if terms.per_year is None:
        return _line("SUB-CAP", None, _UNCONFIRMED)
    year = case.claimed_on.year
    used = sum(one.kind == case.kind and one.year == year for one in case.others)
    told = text("{used} of {cap} in {year}, before this claim.", used=used, cap=terms.per_year, year=year)
    return _line("SUB-CAP", used < terms.per_year, told)


def _window(case: Case, terms: Terms) -> Line:
    if terms.window_months is None:
        return _line("SUB-WINDOW", None, _UNCONFIRMED)
    last = add_months(case.issued_on, terms.window_months)
    told = text("Issued on {issued}; last day {last}.", issued=case.issued_on, last=last)
    return _line("SUB-WINDOW", case.issued_on <= case.claimed_on <= last, told)


def _amount(terms: Terms) -> Line:
    if not terms.provided:
        return _line("SUB-AMOUNT", False, text("This kind provides nothing for this level."))
    if terms.amount is None:
        return _line("SUB-AMOUNT", None, _UNCONFIRMED)
    return _line("SUB-AMOUNT", True, text("{amount} yuan.", amount=terms.amount))


def _ban(case: Case) -> Line:
    if case.screening is None:
        return _line("SUB-BAN", None, text("Compared with the ban register when the claim is entered."))
    if case.screening == "clear":
        return _line("SUB-BAN", True, text("Compared with the ban register: nothing found."))
    return _line("SUB-BAN", False, text("A possible match with the ban register is not resolved."))
