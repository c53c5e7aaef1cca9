"""Areas as forms and filters offer them."""

from __future__ import annotations

from registry.areas.data import AREAS, Area
from registry.areas.rules import COUNTY, full_name


def areas_within(prefix: str) -> list[Area]:
    """The area with that prefix and everything below it, in the order of the codes."""
    return [area for area in AREAS.values() if area.code.startswith(prefix)]


def area_options(prefix: str = "") -> list[tuple[str, str]]:
    """Code and full name of every area within the prefix, for a select field."""
    return [(area.code, full_name(area.code)) for area in areas_within(prefix)]


def county_options(prefix: str = "") -> list[tuple[str, str]]:
    """Code and full name of every county within the prefix."""
    return [(area.code, full_name(area.code)) for area in areas_within(prefix) if area.level == COUNTY]
