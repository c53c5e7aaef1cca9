"""The search box asks the rooms that the actor may enter, once there is something to ask."""

from __future__ import annotations

from uuid import UUID

import pytest

from foundation.actor import Actor
from yuzheng import search


@pytest.mark.parametrize("typed, asked", [("", False), ("w", False), ("wa", True), ("王", True)])
async def test_when_the_rooms_are_asked(typed: str, asked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []

    async def look(actor: Actor, wanted: str) -> list[search.Hit]:
        heard.append((actor.role, wanted))
        return []

    monkeypatch.setattr(search, "_ROOMS", {"may": look, "may not": look})
    reader = Actor(UUID(int=1), "", UUID(int=2), "", "college", "360100", "reader", frozenset({"may"}))
    assert await search.search(reader, typed) == []
    assert heard == ([("reader", typed)] if asked else [])
