"""How long an invitation is good, and what its holder must know besides the link."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

DAYS: Final = 7
#: So many last places of the document number are asked for.
ENDING: Final = 6


def expiry(made_at: datetime) -> datetime:
    """Until when a link made at this moment can be used."""
    return made_at + timedelta(days=DAYS)


def tidy_ending(written: str) -> str:
    """The last places as they are compared: full-width digits, spaces and a small x do no harm."""
    return "".join(unicodedata.normalize("NFKC", written).split()).upper()


def knows_number(written: str, numbers: Iterable[str]) -> bool:
    """Whether somebody wrote the last places of one of the person's document numbers."""
    ending = tidy_ending(written).encode()
    right = [tidy_ending(number)[-ENDING:].encode() for number in numbers]
    found = [hmac.compare_digest(ending, one) for one in right if len(one) == ENDING]  # all of them, always
    return any(found)
