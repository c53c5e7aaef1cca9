"""Days as an officer writes them down, one stretch a line, or copies them out of the notice in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from foundation.errors import FieldProblem
from foundation.reading import fold
from foundation.text import text

Span = tuple[date, date]

_DAY = re.compile(
    r"(?:(?P<year>\d{4})\s*[年./-]\s*)?(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"|(?P<alone>\d{1,2})\s*[日号]"
)
#: What stands between the first and the last day of a stretch.
_TO = re.compile(r"\s*(?:至|到|~|～|—+|–|-|to)\s*")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_CLAUSES = re.compile(r"[\n;；。]")
#: The word by which the notice names a weekend day that is worked.
_WORKED = "上班"


class Days(msgspec.Struct, frozen=True):
    """What was read: stretches off, days worked, and every line that could not be read."""

    spans: tuple[Span, ...] = ()
    worked: tuple[date, ...] = ()
    problems: tuple[FieldProblem, ...] = ()


def read_days(year: int, holidays: str, worked: str) -> Days:
    """Both fields of the form. A sentence about 上班 counts as worked days wherever it stands."""
    spans: list[Span] = []
    works: list[Span] = []
    problems: list[FieldProblem] = []
    for field, written in (("holidays", holidays), ("worked", worked)):
        for clause in filter(str.strip, _CLAUSES.split(written)):
            try:
                found = list(_spans(year, clause))
            except ValueError:
                found = []
            if not found:
                what = text("No date can be read in “{line}”.", line=clause.strip()[:60])
                problems.append(FieldProblem(field, what, text("For example 5月1日至5日 or 2027-5-1.")))
            (works if field == "worked" or _WORKED in clause else spans).extend(found)
    days = [first + timedelta(after) for first, last in works for after in range((last - first).days + 1)]
    return Days(tuple(spans), tuple(days), tuple(problems))


def _spans(year: int, clause: str) -> Iterator[Span]:
    """The stretches of a clause. Raises `ValueError` for a day that no calendar has."""
    said = _IN_BRACKETS.sub("", fold(clause)[0])
    begun: date | None = None
    last: date | None = None
    end = 0
    for found in _DAY.finditer(said):
        day = _day(found, last or date(year, 1, 1))
        joined = last is not None and begun is not None and _TO.fullmatch(said, end, found.start())
        if begun is not None and last is not None and not joined:
            yield begun, last
        if joined and begun is not None and day < begun and begun.month == 12 and not found["year"]:
            # A stretch over the turn of the year: its end lies in the year of the notice.
            begun, day = begun.replace(year=year - 1), day.replace(year=year)
        begun, last, end = (begun if joined else day), day, found.end()
    if begun is not None and last is not None:
        yield begun, last


def _day(found: re.Match[str], before: date) -> date:
    """A day; what is not said of it is taken from the day before it in the sentence."""
    if found["alone"]:
        return before.replace(day=int(found["alone"]))
    return date(int(found["year"] or before.year), int(found["month"]), int(found["day"]))


def written(spans: tuple[Span, ...]) -> str:
    """Stretches as they can be read again, one a line."""
    return "\n".join(f"{first}" if first == last else f"{first} – {last}" for first, last in spans)


def together(days: frozenset[date]) -> tuple[Span, ...]:
    """Single days as stretches."""
    found: list[Span] = []
    for day in sorted(days):
        if found and found[-1][1] + timedelta(1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)
