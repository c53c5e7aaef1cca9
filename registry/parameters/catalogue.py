"""Everything that waits for confirmation: each floor says at its start what its own tables are unsure of."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.errors import NotFound
from registry.parameters.rules import Unsure

_KNOWN: dict[str, Unsure] = {}


def declare(unsure: Iterable[Unsure]) -> None:
    """Put these on the list; the same again changes nothing."""
    _KNOWN.update({one.id: one for one in unsure})


def everything() -> list[Unsure]:
    """The list, in the order in which it was declared."""
    return list(_KNOWN.values())


def find(identity: str) -> Unsure:
    """One of them. Raises `NotFound`."""
    if identity not in _KNOWN:
        raise NotFound()
    return _KNOWN[identity]
