"""The code on the teacher's screen: signed, for one lesson and one minute, then followed by the next.

It proves that somebody has seen the screen within the last minutes, and nothing else: who they are they say
themselves, and one telephone speaks for one trainee.
"""

from __future__ import annotations

import base64
import hmac
import re
from datetime import datetime
from typing import Final

import msgspec

from foundation.sealing import blind_index
from training.lessons.rules import SCANNABLE, STEP, TYPABLE, Phase

_FORM: Final = re.compile(r"([a-z0-9]{12})\.([io])([0-9a-f]{1,10})\.([\w-]{16})", re.ASCII)
_PHASES: Final[dict[str, Phase]] = {"i": "in", "o": "out"}


class Code(msgspec.Struct, frozen=True):
    """What a code that was signed here says."""

    lesson: str
    phase: Phase
    age: int
    """How many steps ago it stood on the screen; negative: not yet."""

    def good(self, *, typed: bool = False) -> bool:
        """Whether it still counts; whoever has scanned it in time has a little longer to type."""
        return 0 <= self.age < (TYPABLE if typed else SCANNABLE)


def code_now(lesson: str, phase: Phase, moment: datetime) -> str:
    """The code that the screen shows at this moment."""
    return _signed(lesson, phase[0], _step(moment))


def read_code(written: str, moment: datetime) -> Code | None:
    """What a code says, however old it is; None when it was not signed here."""
    found = _FORM.fullmatch(written)
    if found is None:
        return None
    lesson, letter, step = found[1], found[2], int(found[3], 16)
    if not hmac.compare_digest(_signed(lesson, letter, step), written):
        return None
    return Code(lesson, _PHASES[letter], _step(moment) - step)


def _step(moment: datetime) -> int:
    return int(moment.timestamp() // STEP.total_seconds())


def _signed(lesson: str, letter: str, step: int) -> str:
    said = f"{lesson}.{letter}{step:x}"
    signature = base64.urlsafe_b64encode(blind_index("lesson.code", said)[:12]).decode()
    return f"{said}.{signature}"
