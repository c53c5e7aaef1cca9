"""The menu shows each person what the role can use."""

from __future__ import annotations

from uuid import UUID

import pytest

from foundation.actor import Actor
from foundation.text import text
from foundation.web import navigation
from foundation.web.navigation import NavigationItem, add_navigation, navigation_for, offered_navigation

ITEMS = [
    NavigationItem("/people", text("People"), "registry.people.view", order=20),
    NavigationItem(
        "/cohorts", text("Cohorts"), "training.cohort.view", order=10, kinds=frozenset({"college"})
    ),
    NavigationItem("/bans", text("Bans"), ("screening.ban.view", "screening.ban.record"), order=5),
    NavigationItem("/people/merge", text("Merge"), "registry.people.view", order=30),
]


def links(kind: str, *permissions: str, path: str = "/") -> list[str]:
    actor = Actor(UUID(int=1), "", UUID(int=2), "", kind, "360100", "", frozenset(permissions))
    shown = navigation_for(actor, path, ITEMS, {"/people": 3})
    return [
        ("*" if link.current else "") + link.href + (f"#{link.count}" if link.count else "") for link in shown
    ]


def test_offering_twice_is_offering_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_offered", {})
    for item in (*ITEMS, ITEMS[0]):
        add_navigation(item)
    assert offered_navigation() == ITEMS


def test_nothing_for_visitors() -> None:
    assert navigation_for(None, "/", ITEMS) == []


def test_by_permission_and_kind_in_order() -> None:
    everything = ("registry.people.view", "training.cohort.view", "screening.ban.record")
    assert links("college", *everything) == ["/bans", "/cohorts", "/people#3", "/people/merge"]
    assert links("hrss", *everything) == ["/bans", "/people#3", "/people/merge"]
    assert links("college") == []


def test_one_entry_is_marked() -> None:
    may = "registry.people.view"
    assert links("hrss", may, path="/people/abc") == ["*/people#3", "/people/merge"]
    assert links("hrss", may, path="/people/merge/1") == ["/people#3", "*/people/merge"]
    assert links("hrss", may, path="/peoples") == ["/people#3", "/people/merge"]
