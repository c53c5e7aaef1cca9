"""What a paper says of a candidate, what must stand in it, and how it is weighed by the conditions.

Only what somebody has seen counts. A certificate of ours needs no paper: the register itself says it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import get_args

import msgspec

from curricula.eligibility.data import WORDS, DiplomaKind, TitleRank
from curricula.eligibility.rules.candidates import Candidate, Diploma, Held, Title, Work
from curricula.eligibility.rules.rulesets import RuleSet, major_called, occupation_called
from curricula.occupations.data import LEVELS
from foundation.errors import FieldProblem
from foundation.text import Text, text

#: The level of a reserve technician's certificate 预备技师证书, which is none of the five.
RESERVE = 0
#: Nobody works for longer than this; a beginning before is a slip of the pen.
EARLIEST = date(1950, 1, 1)


class Kind(StrEnum):
    """What sort of thing is shown."""

    EMPLOYMENT = "employment"
    DIPLOMA = "diploma"
    CERTIFICATE = "certificate"
    TITLE = "title"
    APPRENTICESHIP = "apprenticeship"
    TECHNICIAN_CLASS = "technician_class"


KIND_LABELS = {
    Kind.EMPLOYMENT: text("Employment"),
    Kind.DIPLOMA: text("Diploma or studies"),
    Kind.CERTIFICATE: text("Certificate of another evaluator"),
    Kind.TITLE: text("Professional title"),
    Kind.APPRENTICESHIP: text("Completed apprenticeship"),
    Kind.TECHNICIAN_CLASS: text("Student of a technician class"),
}
#: How each kind is called in sheets.
KIND_WORDS = {
    Kind.EMPLOYMENT: ("工作经历", "工作", "从业经历", "employment"),
    Kind.DIPLOMA: ("学历", "毕业证书", "毕业证", "在校学习", "diploma"),
    Kind.CERTIFICATE: ("职业技能等级证书", "技能证书", "职业资格证书", "证书", "certificate"),
    Kind.TITLE: ("职称", "职称证书", "title"),
    Kind.APPRENTICESHIP: ("学徒期满", "学徒", "apprenticeship"),
    Kind.TECHNICIAN_CLASS: ("技师班", "预备技师班", "technician_class"),
}
DIPLOMAS: dict[str, str] = {one.kind: one.zh for one in WORDS.diplomas}
RANKS: dict[str, str] = {one.rank: one.zh for one in WORDS.titles}


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What one paper says.

    `from_on`: began, issued, granted, completed, in the final year since; `until_on`: last day, graduated on.
    """

    kind: Kind
    occupation: str = ""
    from_on: date | None = None
    until_on: date | None = None
    employer: str = ""
    insured_months: int | None = None
    diploma: str = ""
    major: str = ""
    final_year: bool = False
    assessed: bool = False
    level: int | None = None
    number: str = ""
    rank: str = ""
    paper: str = ""

    @property
    def label(self) -> Text:
        """What sort of thing it is."""
        return KIND_LABELS[self.kind]

    @property
    def fingerprint(self) -> str:
        """The same for the same statement, whatever paper makes it."""
        said = msgspec.structs.replace(self, paper="", insured_months=None)
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


class OwnCertificate(msgspec.Struct, frozen=True):
    """A certificate in our own register that is valid."""

    number: str
    occupation: str
    level: int
    issued_on: date


def problems(given: Evidence, today: date) -> list[FieldProblem]:
    """Everything that is missing or cannot be."""
    found = list(_needed(given))
    for field in ("from_on", "until_on"):
        day = getattr(given, field)
        if day is not None and day < EARLIEST:
            found.append(FieldProblem(field, text("This day is too long ago.")))
    if given.from_on and given.from_on > today:
        found.append(FieldProblem("from_on", text("This day is still to come.")))
    if given.kind is not Kind.DIPLOMA and given.from_on and given.until_on and given.until_on < given.from_on:
        found.append(FieldProblem("until_on", text("The last day lies before the first.")))
    if given.kind is Kind.DIPLOMA and given.until_on and given.until_on > today and not given.final_year:
        found.append(FieldProblem("until_on", text("This day is still to come.")))
    return found


def _needed(given: Evidence) -> Iterator[FieldProblem]:
    said = text("This is required.")
    for field in _NEEDED[given.kind]:
        if getattr(given, field) in (None, ""):
            yield FieldProblem(field, said)
    if not given.paper.strip():
        yield FieldProblem("paper", said)
    if given.kind is Kind.DIPLOMA:
        if given.diploma and given.diploma not in get_args(DiplomaKind):
            yield FieldProblem("diploma", text("Choose one from the list."))
        if not given.until_on and not given.final_year:
            yield FieldProblem("until_on", text("Say when it was granted, or that it is the final year."))
    if given.kind is Kind.TITLE and given.rank and given.rank not in get_args(TitleRank):
        yield FieldProblem("rank", text("Choose one from the list."))
    if given.kind is Kind.CERTIFICATE and given.level is not None and given.level not in (RESERVE, *LEVELS):
        yield FieldProblem("level", text("Choose one from the list."))


_NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.EMPLOYMENT: ("occupation", "employer", "from_on"),
    Kind.DIPLOMA: ("diploma", "major"),
    Kind.CERTIFICATE: ("occupation", "level", "from_on", "number"),
    Kind.TITLE: ("rank", "from_on"),
    Kind.APPRENTICESHIP: ("occupation", "from_on"),
    Kind.TECHNICIAN_CLASS: ("from_on",),
}


def tidied(given: Evidence, today: date) -> Evidence:
    """Occupation and major as the lists know them; a final year without a day is the present one's."""
    since = given.from_on
    if given.kind is Kind.DIPLOMA:
        since = (given.from_on or today) if given.final_year else None
    return msgspec.structs.replace(
        given,
        occupation=occupation_called(given.occupation.strip()),
        major=major_called(given.major.strip()),
        employer=given.employer.strip(),
        number=given.number.strip().upper(),
        paper=given.paper.strip(),
        from_on=since,
    )


def candidate(
    birth_date: date | None, shown: Iterable[Evidence], own: Iterable[OwnCertificate], rules: RuleSet
) -> Candidate:
    """Everything together, as the conditions weigh it."""
    papers = list(shown)
    by = {kind: [one for one in papers if one.kind is kind] for kind in Kind}
    held = [_held(one) for one in by[Kind.CERTIFICATE] if one.from_on]
    held += [Held(one.occupation, one.level, one.issued_on) for one in own]
    studies = by[Kind.TECHNICIAN_CLASS]
    return Candidate(
        birth_date=birth_date,
        work=tuple(_work(one) for one in by[Kind.EMPLOYMENT] if one.from_on),
        certificates=tuple(one for one in held if one.level != RESERVE),
        diplomas=tuple(_diploma(one) for one in by[Kind.DIPLOMA]),
        titles=tuple(_title(one) for one in by[Kind.TITLE]),
        apprenticeship_completed_on=_first(
            one.from_on for one in by[Kind.APPRENTICESHIP] if rules.counts(one.occupation)
        ),
        reserve_technician_on=_first(
            one.issued_on for one in held if one.level == RESERVE and rules.counts(one.occupation)
        ),
        technician_class_since=_first(one.from_on for one in studies),
        technician_class_until=max((one.until_on for one in studies if one.until_on), default=None),
    )


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _work(one: Evidence) -> Work:
    """The last day is one of work; the conditions count up to the day after it."""
    assert one.from_on is not None
    return Work(one.occupation, one.from_on, one.until_on + timedelta(days=1) if one.until_on else None)


def _held(one: Evidence) -> Held:
    assert one.from_on is not None
    return Held(one.occupation, one.level or RESERVE, one.from_on)


def _diploma(one: Evidence) -> Diploma:
    return Diploma(
        kind=one.diploma,  # type: ignore[arg-type]  # `problems` has seen to it
        major=one.major,
        graduated_on=one.until_on,
        final_year_since=one.from_on if one.final_year else None,
        assessed=one.assessed,
    )


def _title(one: Evidence) -> Title:
    assert one.from_on is not None
    return Title(one.rank, one.from_on)  # type: ignore[arg-type]  # `problems` has seen to it


def months(one: Evidence, today: date) -> int:
    """The full months of a time of work, to hold the months of social insurance against."""
    if one.from_on is None:
        return 0
    end = one.until_on + timedelta(days=1) if one.until_on else today
    full = (end.year - one.from_on.year) * 12 + end.month - one.from_on.month
    return max(full - (end.day < one.from_on.day), 0)
