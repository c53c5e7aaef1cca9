"""Everything that waits for confirmation: each floor says at its start what its own tables are unsure of."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.errors import NotFound
from registry.parameters.rules import Advisory, Unsure

_KNOWN: dict[str, Unsure] = {}
_ADVISORY: dict[str, Advisory] = {}


def declare(unsure: Iterable[Unsure]) -> None:
    """Put these on the list; the same again changes nothing."""
    _KNOWN.update({one.id: one for one in unsure})


def advise(advisory: Iterable[Advisory]) -> None:
    """Put these on the list of what is unsure and decides about nobody."""
    _ADVISORY.update({one.row: one for one in advisory})


def advice() -> list[Advisory]:
    """What is unsure and decides about nobody, in the order in which it was said."""
    return list(_ADVISORY.values())


def everything() -> list[Unsure]:
    """The list, in the order in which it was declared."""
    return list(_KNOWN.values())


def find(identity: str) -> Unsure:
    """One of them. Raises `NotFound`."""
    if identity not in _KNOWN:
        raise NotFound()
    return _KNOWN[identity]
