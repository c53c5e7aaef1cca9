"""How area codes nest, and what an old code is called today (GB/T 2260)."""

from __future__ import annotations

from registry.areas.data import AREAS, HISTORICAL_CODES, Area, HistoricalCode

PROVINCE, CITY, COUNTY = 1, 2, 3


def level(code: str) -> int:
    """1 for a province, 2 for a city, 3 for a county, district or county-level city."""
    return PROVINCE if code.endswith("0000") else CITY if code.endswith("00") else COUNTY


def prefix(code: str) -> str:
    """The digits shared by everything within the area: `36`, `3601` or `360102`."""
    return code[: 2 * level(code)]


def parent(code: str) -> str | None:
    """The area above, or None for a province."""
    shorter = prefix(code)[:-2]
    return shorter.ljust(6, "0") if shorter else None


def contains(area: str, other: str) -> bool:
    """Whether `other` is the area itself or lies within it."""
    return other.startswith(prefix(area))


def ancestry(code: str) -> tuple[str, ...]:
    """The province, the city and the county that lead down to the code, the code itself last."""
    above = parent(code)
    return (*ancestry(above), code) if above else (code,)


def area(code: str) -> Area | None:
    """The area as it stands today, or None when the code is not in force."""
    return AREAS.get(code)


def children(code: str) -> tuple[Area, ...]:
    """The areas directly below, in the order of their codes."""
    return tuple(below for below in AREAS.values() if below.parent_code == code)


def full_name(code: str) -> str:
    """The names from the city down, as an officer writes them: 南昌市东湖区; the bare code if unknown."""
    known = [AREAS[step] for step in ancestry(code) if step in AREAS]
    below_province = [step.name for step in known if step.level > PROVINCE]
    return "".join(below_province) or (known[0].name if known else code)


def historical(code: str) -> HistoricalCode | None:
    """The former area behind a code that is out of force but lives on in identity numbers."""
    if code in AREAS:
        return None
    return HISTORICAL_CODES.get(code) or HISTORICAL_CODES.get(code[:4])


def current(code: str) -> str | None:
    """The code that stands for the area today, or None when neither list knows it."""
    if code in AREAS:
        return code
    old = historical(code)
    return old.current_code if old else None
