"""One line for each request: the route, never the address, which may hold a secret or a name.

Lines are gathered and written together: a write for each would cost the public routes a tenth of their speed.
"""

from __future__ import annotations

import asyncio
import atexit
import sys
from datetime import datetime
from typing import Final, TextIO

import msgspec

from foundation.clock import now

#: Seconds until a line is written, in the worst case.
_DELAY: Final = 0.2


class Line(msgspec.Struct, frozen=True, tag_field="event", tag="request"):
    """What is kept of a request."""

    at: datetime
    request_id: str
    method: str
    route: str
    status: int
    ms: float


class RequestLog:
    """Gathers lines and writes them as JSON, one a line."""

    def __init__(self) -> None:
        self._encoder = msgspec.json.Encoder()
        self._waiting: list[Line] = []
        self.stream: TextIO | None = None
        atexit.register(self.flush)

    def add(self, *, request_id: str, method: str, route: str, status: int, seconds: float) -> None:
        """Keep a line; it is written within a moment."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(_DELAY, self.flush)
        line = Line(now(), request_id, method, route, status, round(seconds * 1000, 1))
        self._waiting.append(line)

    def flush(self) -> None:
        """Write what was gathered."""
        lines, self._waiting = self._waiting, []
        if lines:
            stream = self.stream or sys.stderr
            stream.write(self._encoder.encode_lines(lines).decode())
            stream.flush()


REQUESTS: Final = RequestLog()
