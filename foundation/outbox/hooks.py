"""Calling a webhook: https only, a machine that may be called, the very address that was checked."""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Final

from foundation.outbox.rules import Hook, Network, may_call

#: Seconds for one step of the conversation, and for all of it.
_STEP: Final = 8
_ALTOGETHER: Final = 20
#: What is read of an answer: nobody looks at it.
_READ: Final = 4096


class MayNotCall(Exception):
    """The name stands for a machine that webhooks do not reach."""


class _Pinned(http.client.HTTPSConnection):
    """A connection to the number that was checked: a name may mean another machine a moment later."""

    def __init__(self, hook: Hook, number: str, trust: ssl.SSLContext) -> None:
        super().__init__(hook.host, hook.port, timeout=_STEP, context=trust)
        self._number, self._trust = number, trust

    def connect(self) -> None:
        """As the standard library does, but to the number that was checked."""
        plain = socket.create_connection((self._number, self.port), _STEP)
        try:
            self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def hang_up(self) -> None:
        """Cut the line from outside, whatever the other side is doing."""
        sock = self.sock
        if sock is not None:
            sock.close()


async def call(
    hook: Hook,
    headers: Mapping[str, str],
    body: bytes,
    *,
    allowed: Sequence[Network] = (),
    trust: ssl.SSLContext | None = None,
) -> int:
    """Send a POST; the status of the answer. A redirect is an answer and is not followed.

    Raises `MayNotCall` for a private address; `OSError` or `http.client.HTTPException` when no answer came.
    """
    number = await asyncio.to_thread(_number_of, hook, allowed)
    line = _Pinned(hook, number, trust or ssl.create_default_context())
    try:
        return await asyncio.wait_for(asyncio.to_thread(_post, line, hook, headers, body), _ALTOGETHER)
    except TimeoutError:
        line.hang_up()
        raise


def _number_of(hook: Hook, allowed: Sequence[Network]) -> str:
    """The first address of the host, if webhooks may reach every one that it has."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(hook.host, hook.port, type=socket.SOCK_STREAM)]
    if not found or not all(may_call(ip_address(one.partition("%")[0]), allowed) for one in found):
        raise MayNotCall(hook.host)
    return found[0]


def _post(line: _Pinned, hook: Hook, headers: Mapping[str, str], body: bytes) -> int:
    try:
        line.request("POST", hook.target, body=body, headers=dict(headers))
        answer = line.getresponse()
        answer.read(_READ)
        return answer.status
    finally:
        line.close()
