"""What issuing needs from the installation: the public address and the folder of documents."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import msgspec

from foundation.errors import Unavailable
from foundation.text import Text, text


class Press(msgspec.Struct, frozen=True):
    """Where certificates are filed, which address their QR codes carry, who stamps signatures with the time,
    and where fonts were added."""

    address: str
    folder: Path
    timestamps: str = ""
    fonts: Path | None = None
    #: 电子证照类型代码 (GB/T 36903), given by the ministry in charge; empty: no licence identifiers.
    licence_type: str = ""


class Progress(Protocol):
    """Whoever wants to see how far it is: a job, or nobody."""

    @property
    def cancelled(self) -> bool: ...

    async def expect(self, total: int, *, done: int = 0) -> None: ...

    async def advance(self, n: int = 1, message: Text | None = None) -> None: ...

    async def fail_row(self, row: int | str, message: Text) -> None: ...


class Unwatched:
    """Progress that nobody looks at."""

    cancelled = False

    async def expect(self, total: int, *, done: int = 0) -> None: ...

    async def advance(self, n: int = 1, message: Text | None = None) -> None: ...

    async def fail_row(self, row: int | str, message: Text) -> None: ...


_press: Press | None = None


def use_press(means: Press) -> None:
    """From now on issue with these; the roof says so at start."""
    global _press
    _press = means


def press() -> Press:
    """The installation's means of issuing. Raises `Unavailable` before the start."""
    if _press is None:
        raise Unavailable(text("The folder of documents is not known."))
    return _press
