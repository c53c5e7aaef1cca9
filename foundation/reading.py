"""Reading what people write into fields and cells: dates, numbers, texts; what was converted is said.

Every reader takes the text as it stands and answers with a `Reading`: a value with the conversions made on
the way, or a problem in words with its remedy. Nothing is guessed: 3/5/2001 is not read at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from foundation.text import Text, text

T = TypeVar("T")


class Made(StrEnum):
    """What was done to what was written."""

    FULL_WIDTH = "full_width"
    SPACES = "spaces"
    INVISIBLE = "invisible"
    SEPARATORS = "separators"
    CAPITAL_X = "capital_x"
    DATE_SPELLING = "date_spelling"
    DAY_NUMBER = "day_number"
    UNIT = "unit"
    NAME_SPELLING = "name_spelling"
    FROM_NUMBER = "from_number"


class Reading(msgspec.Struct, Generic[T], frozen=True):
    """The value with the conversions made, or what is wrong with it; neither when nothing was written."""

    value: T | None = None
    made: tuple[Made, ...] = ()
    problem: Text | None = None
    remedy: Text | None = None


Reader = Callable[[str], Reading[T]]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SEPARATORS = re.compile("[-‐‑‒–—－_＿.．·]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_FULL_WIDTH_WORDS = {code: half for code, half in _FULL_WIDTH.items() if chr(half).isalnum() or half == 0x20}
_GUARDED = re.compile(r"'(?=[=+\-@\t\r\0＝＋－＠0-9])")
"""The apostrophe that keeps a spreadsheet from calculating; see `foundation.spreadsheets.safety`."""


def fold(written: str, forms: dict[int, int] = _FULL_WIDTH) -> tuple[str, tuple[Made, ...]]:
    """Without invisible signs, guards and outer spaces, with ASCII for its full-width forms."""
    made: list[Made] = []
    seen = _INVISIBLE.sub("", written)
    if seen != written:
        made.append(Made.INVISIBLE)
    folded = seen.translate(forms)
    if folded != seen.replace("\u3000", " "):
        made.append(Made.FULL_WIDTH)
    return _GUARDED.sub("", folded.strip(), count=1).strip(), tuple(made)


def parse_text(written: str) -> Reading[str]:
    """One line of text: single spaces, no invisible signs, digits and letters in ASCII."""
    if control := _CONTROL.search(written):
        return Reading(
            problem=text("There is a control character (U+{code}) in it.", code=f"{ord(control[0]):04X}"),
            remedy=text("Delete the cell's content and type it again."),
        )
    folded, made = fold(written, _FULL_WIDTH_WORDS)
    line = " ".join(folded.split())
    if line != folded:
        made += (Made.SPACES,)
    return Reading(line or None, made if line else ())


def parse_document_number(written: str) -> Reading[str]:
    """An identity number without separators, its letters in capitals."""
    read = parse_text(written)
    if read.value is None:
        return read
    made: list[Made] = [kind for kind in read.made if kind is not Made.SPACES]
    bare = "".join(char for char in read.value if unicodedata.category(char)[0] != "Z")
    joined = _SEPARATORS.sub("", bare)
    steps = (
        (Made.SPACES, read.value, bare),
        (Made.SEPARATORS, bare, joined),
        (Made.CAPITAL_X, joined, joined.upper()),
    )
    made += [kind for kind, before, after in steps if before != after]
    return Reading(joined.upper() or None, tuple(made))


_NUMBER = re.compile(
    r"([+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?)\s*(学时|课时|小时|分|岁|人|元|h|%)?"
)


def parse_number(written: str) -> Reading[Decimal]:
    """A number in any width, with or without thousands separators and a unit."""
    folded, made = fold(written)
    if not folded:
        return Reading()
    matched = _NUMBER.fullmatch(folded)
    if matched is None:
        return Reading(
            problem=text("“{written}” is not a number.", written=folded[:40]),
            remedy=text("Write digits only, for example 85 or 85.5."),
        )
    if matched[2]:
        made += (Made.UNIT,)
    return Reading(Decimal(matched[1].replace(",", "")), made)


def number_within(least: Decimal | int, most: Decimal | int, places: int = 2) -> Reader[Decimal]:
    """A reader of numbers from `least` to `most` with at most so many decimal places."""
    remedy = text("Write a number from {least} to {most} with at most {places} decimals.")

    def read(written: str) -> Reading[Decimal]:
        reading = parse_number(written)
        number = reading.value
        if number is None or (least <= number <= most and round(number, places) == number):
            return reading
        said = text(
            "{number} is not between {least} and {most}.",
            number=str(number),
            least=str(least),
            most=str(most),
        )
        if least <= number <= most:
            said = text("{number} has more than {places} decimals.", number=str(number), places=places)
        limits = {"least": str(least), "most": str(most), "places": places}
        return Reading(problem=said, remedy=Text(remedy.msgid, limits))

    return read


_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})\s*[-/.年,、 ]\s*(?P<month>[0-9]{1,2})\s*[-/.月,、 ]\s*(?P<day>[0-9]{1,2})\s*[日号]?"
    r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?)?"
)
_TOGETHER = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_DAY_MISSING = re.compile(r"[0-9]{4}(?:\s*[-/.年]\s*[0-9]{1,2}\s*月?|年|[0-9]{2})?")
_NO_YEAR = re.compile(r"[0-9]{1,2}\s*[-/.年]\s*(?:[0-9]{1,2}|[A-Za-z]{3,9})\s*[-/.,月]\s*[0-9]{1,4}日?")
_DAY_NUMBER = re.compile(r"(?:2[1-9]|[3-6][0-9])[0-9]{3}")
"""Days since the last of 1899; not below 21000, where a year and a month may be meant."""
_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: 00:00:00)?")
_DAY_ZERO = date(1899, 12, 30)
_NUMERALS = "〇一二三四五六七八九"
_EXAMPLE = text("Write it like 2001-03-05.")


def parse_date(written: str) -> Reading[date]:
    """A date: 2001-3-5, 2001/3/5, 2001.3.5, 2001年3月5日, 二〇〇一年三月五日, 20010305, or a day number."""
    folded, made = fold(written)
    if not folded:
        return Reading()
    digits = _without_numerals(folded)
    if _DAY_NUMBER.fullmatch(digits):
        return Reading(_DAY_ZERO + timedelta(days=int(digits)), (*made, Made.DAY_NUMBER))
    matched = _YEAR_FIRST.fullmatch(digits) or _TOGETHER.fullmatch(digits)
    if matched is None:
        return Reading(problem=_not_a_date(digits), remedy=_EXAMPLE)
    if not _PLAIN.fullmatch(folded):
        made += (Made.DATE_SPELLING,)
    return _calendar_date(int(matched["year"]), int(matched["month"]), int(matched["day"]), made)


def _calendar_date(year: int, month: int, day: int, made: tuple[Made, ...]) -> Reading[date]:
    if not 1900 <= year <= 2100:
        return Reading(problem=text("The year {year} cannot be right.", year=year), remedy=_EXAMPLE)
    if not 1 <= month <= 12:
        return Reading(problem=text("There is no month {month}.", month=month), remedy=_EXAMPLE)
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    if not 1 <= day <= last:
        said = "Month {month} of {year} has {last} days, not {day}."
        few = text(said, month=month, year=year, last=last, day=day)
        return Reading(problem=few, remedy=_EXAMPLE)
    return Reading(date(year, month, day), made)


def _not_a_date(digits: str) -> Text:
    if _DAY_MISSING.fullmatch(digits):
        return text("The day is missing.")
    if _NO_YEAR.fullmatch(digits):
        return text("The year must come first and have four digits.")
    return text("“{written}” is not a date.", written=digits[:40])


def _without_numerals(written: str) -> str:
    """二〇〇一年三月二十一日 as 2001年3月21日."""
    written = re.sub("[零○Oo]", "〇", written) if re.search(f"[{_NUMERALS}]", written) else written
    tens = re.sub(
        f"([一二三])?十([{_NUMERALS}])?",
        lambda found: str(10 * _numeral(found[1] or "一") + _numeral(found[2] or "〇")),
        written,
    )
    return re.sub(f"[{_NUMERALS}]", lambda found: str(_numeral(found[0])), tens)


def _numeral(sign: str) -> int:
    return _NUMERALS.index(sign)


def one_of(options: Mapping[str, Iterable[str]]) -> Reader[str]:
    """A reader of a fixed choice: the key of the option whose spellings hold what was written."""
    keys = {spelling.casefold(): key for key, spellings in options.items() for spelling in (key, *spellings)}
    shown = "、".join(next(iter(spellings)) for spellings in options.values())

    def read(written: str) -> Reading[str]:
        folded, made = fold(written)
        key = keys.get("".join(folded.split()).casefold())
        if key or not folded:
            return Reading(key, made)
        return Reading(
            problem=text("“{written}” is not one of the choices.", written=folded[:40]),
            remedy=text("Write one of: {choices}.", choices=shown),
        )

    return read
