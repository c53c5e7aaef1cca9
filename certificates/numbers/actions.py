"""Take numbers from a series; register evaluators and what they may evaluate."""

from __future__ import annotations

from certificates.numbers.rules import build_number
from foundation.database import fetchval
from foundation.errors import Refused
from foundation.text import text

_LAST = 999_999
_TAKE = """
INSERT INTO number_series (prefix, year, level, last_serial) VALUES ($1, $2, $3, $4)
ON CONFLICT (prefix, year, level) DO UPDATE SET last_serial = number_series.last_serial + EXCLUDED.last_serial
 WHERE number_series.last_serial + EXCLUDED.last_serial <= 999999
RETURNING last_serial
"""


async def take_numbers(prefix: str, *, year: int, level: int, count: int) -> list[str]:
    """The next `count` numbers of the series, on record as taken when the caller's transaction commits.

    The row's lock is held until then, so that two batches never share a number and a rolled-back batch
    leaves no gap. Raises `Refused` when the series has too few left.
    """
    last = await fetchval(_TAKE, prefix, year, level, count) if count <= _LAST else None
    if last is None:
        raise Refused(text("The number series {prefix} of {year} has run out.", prefix=prefix, year=year))
    return [build_number(prefix, year=year, level=level, serial=s) for s in range(last - count + 1, last + 1)]
