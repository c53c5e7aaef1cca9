"""A quick upper bound of what two names can say, by which of their characters have nothing in common."""

from __future__ import annotations

from screening.matching.likeness import (
    GIVEN_ONLY,
    LEAST,
    LOST,
    MOST,
    NO_GIVEN,
    OTHER_PART,
    PART,
    SURNAME_ONLY,
    hint,
    moves,
)
from screening.matching.names import Name

Hints = tuple[frozenset[str], ...]


def at_most(one: Name, other: Name) -> float:
    """A quick upper bound of what two names can say: `compare_names` never says more."""
    return most_of(hints(one), hints(other))


def most_of(mine: Hints | None, theirs: Hints | None) -> float:
    """The bound by which tokens have nothing in common."""
    if mine is None or theirs is None:
        return MOST
    if len(mine) == len(theirs) == 3:
        return _most_of_three(*mine, *theirs)
    if len(mine) == len(theirs):
        return MOST if _may_cross(mine, theirs) else _at_most_aligned(mine, theirs)
    shorter, longer = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
    if len(longer) != len(shorter) + 1:
        return SURNAME_ONLY
    most = most_of_three_and_two(longer, shorter) if len(shorter) == 2 else most_of_lost(longer, shorter)
    return most if most == MOST else max(most + LOST, LEAST)


def most_of_lost(longer: Hints, shorter: Hints) -> float:
    """The bound, before what is taken off for it, where any token of the longer may be the one lost."""
    return max(_at_most_aligned(longer[:at] + longer[at + 1 :], shorter) for at in range(len(longer)))


def most_of_three_and_two(longer: Hints, shorter: Hints) -> float:
    """The same for three characters and two, as it is nearly always."""
    (a, b, c), (x, y) = longer, shorter
    surname, given = a.isdisjoint(x), b.isdisjoint(y) and c.isdisjoint(y)
    if not (surname or given) or not (b.isdisjoint(x) or c.isdisjoint(y)):
        return MOST
    if not given:
        return GIVEN_ONLY
    return LEAST if surname and b.isdisjoint(x) else NO_GIVEN


def _most_of_three(
    a: frozenset[str],
    b: frozenset[str],
    c: frozenset[str],
    x: frozenset[str],
    y: frozenset[str],
    z: frozenset[str],
) -> float:
    """The same for three characters, as most names have: the orders of `_moves`, then as they stand."""
    if not (b.isdisjoint(x) or c.isdisjoint(y) or a.isdisjoint(z)):
        return MOST
    if not (c.isdisjoint(x) or a.isdisjoint(y) or b.isdisjoint(z)):
        return MOST
    if not (a.isdisjoint(x) or c.isdisjoint(y) or b.isdisjoint(z)):
        return MOST
    others = b.isdisjoint(y) + c.isdisjoint(z)
    if a.isdisjoint(x):
        return (GIVEN_ONLY, OTHER_PART, LEAST)[others]
    return (MOST, PART, NO_GIVEN)[others]


def hints(name: Name) -> Hints | None:
    """What each token may agree by. None where a token may agree with anything, or the name is long."""
    found = [hint(token) for token in name.forms[0]] if name.han and not name.long else [None]
    return None if None in found else tuple(found)  # type: ignore[arg-type]


def _at_most_aligned(a: Hints, b: Hints) -> float:
    agree = other = False
    for at in range(1, len(a)):
        if a[at].isdisjoint(b[at]):
            other = True
        else:
            agree = True
    if a[0].isdisjoint(b[0]):
        return LEAST if not agree else OTHER_PART if other else GIVEN_ONLY
    return MOST if not other else PART if agree else NO_GIVEN


def _may_cross(a: Hints, b: Hints) -> bool:
    """Whether one of them in another order may agree with the other in every place; see `_moved`."""
    return any(not any(map(frozenset.isdisjoint, moved, b)) for moved in moves(a))
