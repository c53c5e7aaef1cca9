"""What issuing needs from the installation: the public address and the folder of documents."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import msgspec

from foundation.text import Text


class Press(msgspec.Struct, frozen=True):
    """Where certificates are filed and which address their QR codes carry."""

    address: str
    folder: Path


class Progress(Protocol):
    """Whoever wants to see how far it is: a job, or nobody."""

    @property
    def cancelled(self) -> bool: ...

    async def advance(self, n: int = 1, message: Text | None = None) -> None: ...

    async def fail_row(self, row: str, message: Text) -> None: ...


class Unwatched:
    """Progress that nobody looks at."""

    cancelled = False

    async def advance(self, n: int = 1, message: Text | None = None) -> None: ...

    async def fail_row(self, row: str, message: Text) -> None: ...
