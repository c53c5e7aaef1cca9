"""What a spreadsheet's number formats say about a number: a date, a time, or digits filled up with zeros."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Literal

from foundation.spreadsheets.grid import Cell

Meaning = Literal["number", "date", "time"]

# ECMA-376 part 1, 18.8.30, with the numbers that Chinese editions reserve for dates (27-36, 50-58).
_DATE_IDS = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58})
_TIME_IDS = frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56})
_WHOLE_IDS = frozenset({1, 3})
_NOT_CODE = re.compile(r'"[^"]*"|\[(?!(?:h+|m+|s+)\])[^\]]*\]|\\.|_.|\*.', re.IGNORECASE)
_DAY_ZERO, _DAY_ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet has no time zone
_NO_SUCH_DAY = 60
"""Spreadsheets count a 29 February 1900 that never was; the days before it are one off."""
_KEPT_DIGITS = 15
"""A spreadsheet keeps fifteen significant digits of a number; an identity number has eighteen."""


class Format:
    """How one style writes its numbers."""

    def __init__(self, number: int, code: str) -> None:
        bare = _NOT_CODE.sub("", code.partition(";")[0]).lower()
        self.meaning = _meaning(number, bare)
        self.zeros = len(bare) if re.fullmatch("0+", bare) else 0
        self.whole = number in _WHOLE_IDS or self.zeros > 0

    def cell(self, written: str, *, from_1904: bool) -> Cell:
        """The cell that holds `written`, the number as it stands in the file."""
        try:
            number = float(written)
        except ValueError:
            return Cell(written)
        if not isfinite(number):
            return Cell(written)
        if self.meaning != "number":
            return _moment(number, self.meaning, from_1904) or Cell(written, "number")
        if abs(number) >= 10**_KEPT_DIGITS:
            return Cell(_rounded(number) if self.whole else _shortened(number), "cut")
        if number == int(number):
            return Cell(str(int(number)).zfill(self.zeros), "number")
        return Cell(f"{number:.{_KEPT_DIGITS}g}", "number")


def _meaning(number: int, bare: str) -> Meaning:
    if number in _DATE_IDS or ("general" not in bare and re.search("[yde]", bare) and "0" not in bare):
        return "date"
    return "time" if number in _TIME_IDS or re.search("[hs]", bare) else "number"


def _moment(number: float, meaning: Meaning, from_1904: bool) -> Cell | None:
    if not from_1904 and 1 <= number < _NO_SUCH_DAY:
        number += 1
    try:
        moment = (_DAY_ZERO_1904 if from_1904 else _DAY_ZERO) + timedelta(days=number)
    except OverflowError:
        return None
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    if meaning == "time" and number < 1:
        return Cell(f"{moment:%H:%M:%S}", "time")
    if moment.hour == moment.minute == moment.second == 0:
        return Cell(moment.date().isoformat(), "date")
    return Cell(moment.isoformat(" "), "date")


def _rounded(number: float) -> str:
    """369999198501011000, as the sender sees it."""
    return f"{Decimal(f'{number:.{_KEPT_DIGITS - 1}e}'):.0f}"


def _shortened(number: float) -> str:
    """3.69999E+17, as the sender sees it."""
    mantissa, _, exponent = f"{number:.5e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
