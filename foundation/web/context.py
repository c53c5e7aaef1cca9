"""What every page of a signed-in person shows besides its own content: unread messages, other organisations.

A floor above registers who knows; the gate asks before the handler runs, since drawing a page cannot wait.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from foundation.actor import Actor
from foundation.web.client import Connection

Provider = Callable[[Connection, Actor], Awaitable[Mapping[str, Any]]]

_KEY: Final = "web_context"
_providers: list[Provider] = []


def add_page_context(provider: Provider) -> None:
    """Register a provider; twice does nothing more."""
    if provider not in _providers:
        _providers.append(provider)


async def gather_context(connection: Connection, actor: Actor) -> None:
    """Ask every provider, one after another."""
    gathered: dict[str, Any] = {}
    for provider in _providers:
        gathered |= await provider(connection, actor)
    connection.scope["state"][_KEY] = gathered


def page_context(connection: Connection) -> dict[str, Any]:
    """What the providers said."""
    context: dict[str, Any] = connection.scope["state"].get(_KEY, {})
    return context
