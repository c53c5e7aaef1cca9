"""The main menu: every floor offers its entries; each person sees in one row those the role can use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from foundation.actor import Actor
from foundation.language import say
from foundation.text import Text


class NavigationItem(msgspec.Struct, frozen=True):
    """A way into a floor's pages, shown to those who have the permission."""

    path: str
    label: Text
    permission: str | tuple[str, ...]
    order: int = 50
    #: Kinds of organisations whose people need it; empty: all.
    kinds: frozenset[str] = frozenset()
    #: Looked at now and then; the first to make room for what is needed every day.
    seldom: bool = False


class NavigationLink(msgspec.Struct, frozen=True):
    """An entry as the page draws it."""

    href: str
    label: Text
    current: bool
    count: int = 0
    #: Under "More".
    folded: bool = False


#: How much a row takes, in heights of a letter, at the narrowest window that shows it.
_ROW: Final = 36.0
#: "More" with its mark, and what stands between two entries.
_MORE: Final = 3.2
_GAP: Final = 1.15

_offered: dict[str, NavigationItem] = {}


def add_navigation(item: NavigationItem) -> None:
    """Offer an entry to every site that is built after this; a later one for the same path replaces it."""
    _offered[item.path] = item


def offered_navigation() -> list[NavigationItem]:
    """All entries that were offered."""
    return list(_offered.values())


def navigation_for(
    actor: Actor | None, path: str, items: Sequence[NavigationItem], counts: dict[str, int] | None = None
) -> list[NavigationLink]:
    """The entries that the actor can use, in order, the one that holds `path` marked."""
    if actor is None:
        return []
    usable = sorted((item for item in items if _is_for(actor, item)), key=lambda item: item.order)
    here = max((item.path for item in usable if _holds(item.path, path)), key=len, default=None)
    row = _row(usable)
    return [
        NavigationLink(
            item.path, item.label, item.path == here, (counts or {}).get(item.path, 0), item not in row
        )
        for item in usable
    ]


def _row(items: list[NavigationItem]) -> list[NavigationItem]:
    """What stands in the row: all of it if there is room, else what every day needs, as far as it fits."""
    if sum(map(_width, items)) <= _ROW:
        return items
    daily = [item for item in items if not item.seldom]
    while sum(map(_width, daily)) > _ROW - _MORE:
        daily.pop()
    return daily


def _width(item: NavigationItem) -> float:
    """About how wide the entry is: a Chinese character is a square, a Latin letter about half of it."""
    return _GAP + sum(1.0 if letter > "\u2e80" else 0.52 for letter in say(item.label))


def _is_for(actor: Actor, item: NavigationItem) -> bool:
    wanted = (item.permission,) if isinstance(item.permission, str) else item.permission
    return (not item.kinds or actor.organisation_kind in item.kinds) and any(actor.may(one) for one in wanted)


def _holds(entry: str, path: str) -> bool:
    return path == entry or path.startswith(f"{entry.rstrip('/')}/")
