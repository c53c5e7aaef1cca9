"""How a lower floor tells an upper one that something happened, within the same transaction.

Handlers run one after another before `publish` returns; if one raises, the caller's transaction is
rolled back with it. The roof subscribes; floors never import upwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
Handler = Callable[[Any], Awaitable[None]]

_handlers: dict[type, list[Handler]] = defaultdict(list)


def subscribe(kind: type[Event], handler: Callable[[Event], Awaitable[None]]) -> None:
    """Have `handler` called for each event of this kind; subscribing twice does nothing more."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


async def publish(event: object) -> None:
    """Call every handler of the event's kind, in the order in which they subscribed."""
    for handler in _handlers[type(event)]:
        await handler(event)
