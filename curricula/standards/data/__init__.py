"""How the levels of each edition are assessed, read once from the table beside this file."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.rulebook import Cited, Parameter, read_toml
from foundation.text import Text, text

ComponentKind = Literal["theory", "skill", "review"]

COMPONENT_LABELS: dict[ComponentKind, Text] = {
    "theory": text("Theory examination"),
    "skill": text("Practical examination"),
    "review": text("Comprehensive review"),
}


class Component(Cited, frozen=True, kw_only=True):
    """One part of an assessment: 理论知识考试, 技能考核 or 综合评审."""

    kind: ComponentKind
    least_minutes: int

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return COMPONENT_LABELS[self.kind]


class Assessment(Cited, frozen=True, kw_only=True):
    """The components that some levels of some editions ask for."""

    occupations: tuple[str, ...]
    editions: tuple[str, ...]
    levels: tuple[int, ...]
    components: tuple[Component, ...]


class Staffing(Cited, frozen=True, kw_only=True):
    """How many persons an examination needs."""

    least: int
    candidates_each: int | None = None


class _Table(msgspec.Struct, frozen=True):
    pass_mark: Parameter
    invigilation: Staffing
    committee: Staffing
    assessors: Staffing
    publicity_days: Parameter
    resit_months: Parameter
    mark_tolerance: Parameter
    assessments: tuple[Assessment, ...]


STANDARDS = read_toml(__name__, "assessments.toml", _Table)
