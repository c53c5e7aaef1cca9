"""Load: so many connections, each sending its next request when the last one is answered."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import cast

import msgspec


class Load(msgspec.Struct):
    """What came back."""

    answered: int = 0
    #: Anything but a 200 with the words that must be in it.
    wrong: int = 0
    seconds: float = 0.0
    waits: list[float] = []

    def wait(self, share: float) -> float:
        """The wait, in milliseconds, that this share of the requests did not exceed."""
        return sorted(self.waits)[int(len(self.waits) * share)] * 1000 if self.waits else 0.0


class _Visitor(asyncio.Protocol):
    """One connection. Reads just enough of HTTP/1.1 to know where an answer ends."""

    def __init__(self, load: Load, requests: Iterator[bytes], words: tuple[bytes, ...]) -> None:
        self.load, self.requests, self.words = load, requests, words
        self.received = b""
        self.missing = 0
        self.stopped = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._ask()

    def _ask(self) -> None:
        self.received = b""
        self.asked = time.perf_counter()
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, ended, body = self.received.partition(b"\r\n\r\n")
        if not ended:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        self.load.waits.append(time.perf_counter() - self.asked)
        self.load.answered += 1
        if not head.startswith(b"HTTP/1.1 200") or not any(word in body for word in self.words):
            self.load.wrong += 1
        if not self.stopped:
            self._ask()


async def put_load(
    port: int,
    path: str,
    tokens: list[str],
    words: tuple[bytes, ...],
    *,
    seconds: float,
    connections: int = 32,
) -> Load:
    """Ask for `path` with one token after another; every answer must hold one of `words`."""
    load = Load()
    requests = itertools.cycle(
        f"GET {path.format(token=token)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n\r\n".encode()
        for token in tokens
    )
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    visitors = [
        (await loop.create_connection(lambda: _Visitor(load, requests, words), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.sleep(seconds)
    load.seconds = time.perf_counter() - began
    for visitor in visitors:
        visitor.stopped = True
    await asyncio.sleep(0.2)
    for visitor in visitors:
        visitor.transport.close()
    return load
