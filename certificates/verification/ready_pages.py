"""An answer that is ready to be sent: bytes, a status, a kind."""

from __future__ import annotations

from typing import Any

from litestar.response.base import ASGIResponse


class Ready(ASGIResponse):
    """What Litestar's own does besides (cookies, merged headers, tasks afterwards) is not needed here."""

    __slots__ = ("_body", "_head")

    def __init__(self, body: bytes, status: int, kind: bytes) -> None:
        length = str(len(body)).encode()
        headers = [(b"content-type", kind), (b"content-length", length)]
        self._head = {"type": "http.response.start", "status": status, "headers": headers}
        self._body = {"type": "http.response.body", "body": body, "more_body": False}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send(self._head)
        await send(self._body)


def as_json(body: bytes, status: int) -> Ready:
    """For programs."""
    return Ready(body, status, b"application/json")


def as_page(body: bytes, status: int) -> Ready:
    """For people."""
    return Ready(body, status, b"text/html; charset=utf-8")
