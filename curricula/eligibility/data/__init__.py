"""The conditions for admission to each level, in two generations, and the majors that count, read once."""

from __future__ import annotations

from typing import Literal

import msgspec

from curricula.occupations.data import Generation
from foundation.rulebook import Cited, CitedRule, read_toml

ConditionKind = Literal[
    "age",
    "work",
    "working",
    "apprenticeship",
    "certificate",
    "certificate_age",
    "diploma",
    "title",
    "reserve_technician",
    "technician_class",
]
DiplomaKind = Literal[
    "technical_school",
    "senior_technical_school",
    "technician_college",
    "secondary_vocational",
    "higher_vocational",
    "junior_college",
    "bachelor",
]
TitleRank = Literal["junior", "intermediate", "senior"]


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a candidate must have; `years` of work count since the certificate or title it names."""

    kind: ConditionKind
    years: int = 0
    level: int = 0
    diplomas: tuple[DiplomaKind, ...] = ()
    rank: TitleRank | None = None
    final_year: bool = False
    assessed: bool = False


class EligibilityRule(CitedRule, frozen=True, kw_only=True):
    """A way into a level: any one of `ways`, each of which must be met in full."""

    generation: Generation
    level: int
    zh: str
    ways: tuple[tuple[Condition, ...], ...]


class Majors(Cited, frozen=True, kw_only=True):
    """Majors that count, by kind of school; `same` are the occupation's own."""

    relation: Literal["same", "related"]
    names: tuple[str, ...]
    school: Literal["secondary", "higher_vocational", "bachelor"] | None = None


class _Rules(msgspec.Struct, frozen=True):
    rules: tuple[EligibilityRule, ...]


class _Majors(msgspec.Struct, frozen=True):
    majors: tuple[Majors, ...]


ELIGIBILITY_RULES = read_toml(__name__, "conditions.toml", _Rules).rules
MAJORS = read_toml(__name__, "majors.toml", _Majors).majors
COUNTING_MAJORS = frozenset(name for entry in MAJORS for name in entry.names)
