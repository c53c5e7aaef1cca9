"""The rules of placements and their numbers, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.errors import Rule
from foundation.rulebook import CitedRule, Parameter, read_toml
from foundation.text import text


class PlacementRule(CitedRule, frozen=True, kw_only=True):
    """A rule of placements; `checked` when the system itself refuses what breaks it."""

    zh: str
    checked: bool


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The numbers in the rules."""

    youngest_age: Parameter
    adult_age: Parameter
    least_grade_year: Parameter
    unit_percent: Parameter
    post_percent: Parameter
    record_check_days: Parameter
    hours_a_day: Parameter


class _Table(msgspec.Struct, frozen=True):
    parameters: Parameters
    rules: tuple[PlacementRule, ...]


_TABLE = read_toml(__name__, "placement_rules.toml", _Table)
PARAMETERS = _TABLE.parameters
PLACEMENT_RULES = {entry.id: entry for entry in _TABLE.rules}
CHECK_AGE = Rule(
    "placement.record_check_days",
    text("How old the answer of public security may be on the first day of a placement"),
    PARAMETERS.record_check_days.document,
    PARAMETERS.record_check_days.article,
    PARAMETERS.record_check_days.confidence,
)
