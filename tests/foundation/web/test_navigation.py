"""The menu shows each person what the role can use."""

from __future__ import annotations

from uuid import UUID

import pytest

from foundation.actor import Actor
from foundation.language import use_language
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


def test_one_row() -> None:
    words = ("Organisations", "Filings", "People", "Rules to confirm", "Working calendar", "Possible matches")
    items = [
        NavigationItem(f"/{n}", text(word), "may", order=n, seldom=n in (0, 3, 4))
        for n, word in enumerate(words)
    ]
    actor = Actor(UUID(int=1), "", UUID(int=2), "", "college", "360100", "", frozenset({"may"}))

    def row(items: list[NavigationItem]) -> list[str]:
        return [link.href for link in navigation_for(actor, "/3", items) if not link.folded]

    with use_language("en"):
        assert row(items[:4]) == ["/0", "/1", "/2", "/3"], "nothing is folded as long as all fit"
        assert row(items) == ["/1", "/2", "/5"], "what is needed seldom makes room"
        many = [NavigationItem(f"/{n}", text("Filings"), "may", order=n) for n in range(12)]
        assert row(many) == ["/0", "/1", "/2", "/3", "/4", "/5"], "then the last make room"
        assert len(navigation_for(actor, "/", many)) == 12
    with use_language("zh-CN"):
        assert row(items) == [f"/{n}" for n in range(6)], "Chinese words are shorter"
