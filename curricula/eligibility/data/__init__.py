"""The conditions for admission to each level, in two generations, and which occupations and majors count."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from curricula.occupations.data import Generation
from foundation.rulebook import Cited, CitedRule, read_toml
from foundation.text import Text, text

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
    "senior_class",
    "technician_class",
    "secondary_vocational",
    "higher_vocational",
    "junior_college",
    "vocational_bachelor",
    "bachelor",
    "postgraduate",
]
TitleRank = Literal["junior", "intermediate", "senior"]
State = Literal[
    "employed",
    "unemployed",
    "intending",
    "student",
    "apprentice",
    "apprenticeship_completed",
    "technician_class_student",
    "reserve_technician",
]
School = Literal["secondary", "higher_vocational", "bachelor"]


#: Identities of unsure rows that somebody has confirmed.
Confirmed = frozenset[str]
NOTHING: Final[Confirmed] = frozenset()


def effective(identity: str, row: Cited, confirmed: Confirmed) -> bool:
    """Whether the row may decide anything: it is sure, or somebody has confirmed it."""
    return not row.needs_confirm or identity in confirmed


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a candidate must have; `years` of work count since the certificate or title it names."""

    kind: ConditionKind
    years: int = 0
    level: int = 0
    diplomas: tuple[DiplomaKind, ...] = ()
    rank: TitleRank = "junior"
    final_year: bool = False
    assessed: bool = False
    any_major: bool = False


class EligibilityRule(CitedRule, frozen=True, kw_only=True):
    """A way into a level: any one of `ways`, each of which must be met in full."""

    generation: Generation
    level: int
    zh: str
    ways: tuple[tuple[Condition, ...], ...]


class Majors(Cited, frozen=True, kw_only=True):
    """Majors that count, by kind of school, or in all of them; `same` are the occupation's own."""

    id: str
    relation: Literal["same", "related"]
    occupations: tuple[str, ...]
    names: tuple[str, ...]
    school: School | None = None


class Related(Cited, frozen=True, kw_only=True):
    """Occupations, by code or name, whose work and certificates count for those in `of`."""

    id: str
    of: tuple[str, ...]
    names: tuple[str, ...]


class Evidence(Cited, frozen=True, kw_only=True):
    """What is shown for the conditions named."""

    conditions: tuple[ConditionKind, ...]
    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The papers in the reader's language."""
        return text(self.en)


class Alias(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Other ways of writing an occupation."""

    names: tuple[str, ...]
    stands_for: str


class DiplomaWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a kind of diploma is written, and whose list of majors it is held against."""

    kind: DiplomaKind
    zh: str
    schools: tuple[School, ...]
    words: tuple[str, ...]


class TitleWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the rank of a title is written."""

    rank: TitleRank
    zh: str
    words: tuple[str, ...]


class StateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the state of a candidate is written."""

    state: State
    zh: str
    words: tuple[str, ...]


class _Rules(msgspec.Struct, frozen=True):
    rules: tuple[EligibilityRule, ...]


class _Majors(msgspec.Struct, frozen=True):
    majors: tuple[Majors, ...]


class _Related(msgspec.Struct, frozen=True):
    related: tuple[Related, ...]
    aliases: tuple[Alias, ...]


class _Evidence(msgspec.Struct, frozen=True):
    evidence: tuple[Evidence, ...]


class Words(msgspec.Struct, frozen=True):
    """Everything that can be declared in words."""

    diplomas: tuple[DiplomaWords, ...]
    titles: tuple[TitleWords, ...]
    states: tuple[StateWords, ...]


ELIGIBILITY_RULES = read_toml(__name__, "conditions.toml", _Rules).rules
MAJORS = read_toml(__name__, "majors.toml", _Majors).majors
_RELATED = read_toml(__name__, "related.toml", _Related)
RELATED = _RELATED.related
ALIASES = {name: alias.stands_for for alias in _RELATED.aliases for name in alias.names}
_EVIDENCE = read_toml(__name__, "evidence.toml", _Evidence).evidence
EVIDENCE = {kind: each.label for each in _EVIDENCE for kind in each.conditions}
WORDS = read_toml(__name__, "words.toml", Words)
SCHOOLS: dict[DiplomaKind, tuple[School, ...]] = {one.kind: one.schools for one in WORDS.diplomas}
