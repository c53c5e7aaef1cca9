"""A whole list in memory: who on it may be a person, with no database. It finds whom the keys find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from screening.matching.identity import Identity
from screening.matching.keys import ban_values, person_values
from screening.matching.numbers import neighbours, slips
from screening.matching.profile import Profile
from screening.matching.rules import State, state_of
from screening.matching.scoring import Score, score_from

#: Up to so many numbers with a part in common are looked at one by one.
_FEW: Final = 30


class Found(NamedTuple):
    """A place on the list and what the comparison with it said."""

    listed: int
    score: Score


class Listing:
    """The list and its index. The slips of a number are tried on the person's side: that needs no space."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        self.profiles: list[Profile] = [Profile(identity) for identity in identities]
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._bodies: dict[str, list[int]] = defaultdict(list)
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._parts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for place, profile in enumerate(self.profiles):
            self._take(place, profile)

    def __len__(self) -> int:
        return len(self.profiles)

    def _take(self, place: int, profile: Profile) -> None:
        _ = profile.plain  # worked out now, not when somebody waits
        for value in ban_values(profile):
            self._by_key[value].append(place)
        for number in profile.numbers:
            for body in {number.body, *number.bodies} - {""}:
                self._bodies[body].append(place)
            if number.body:
                self._whole[number.body].append(place)
                for part in _parts(number.body):
                    self._parts[part].append((number.body, place))

    def candidates(self, person: Profile) -> set[int]:
        """Everybody on the list who shares a key with the person; never cut off."""
        found: set[int] = set()
        for value in person_values(person):
            if value[0] == "near":
                self._find_near(value[1], found)
            elif value in self._by_key:
                found.update(self._by_key[value])
        return found

    def _find_near(self, body: str, found: set[int]) -> None:
        """The number itself and everything one slip away."""
        found.update(self._bodies.get(body, ()))
        alike: list[tuple[str, int]] = []
        for part in _parts(body):
            alike += self._parts.get(part, ())
        if len(alike) <= _FEW:
            found.update(place for other, place in alike if slips(body, other) == 1)
            # Only two digits exchanged across the edge of two parts have changed both.
            tried = [body[:at] + body[at + 1] + body[at] + body[at + 2 :] for at in (5, 13)]
        else:
            tried = neighbours(body)
        for slip in tried:
            found.update(self._whole.get(slip, ()))

    def compare(self, person: Profile, least: float) -> list[Found]:
        """Everybody on the list who is not clear at this threshold, the most alike first."""
        kept: list[Found] = []
        for place in self.candidates(person):
            found = score_from(person, self.profiles[place], least)
            if found is not None and state_of(found, least) is not State.CLEAR:
                kept.append(Found(place, found))
        return sorted(kept, key=lambda hit: (-hit.score.bits, hit.listed))


def _parts(body: str) -> tuple[str, str, str]:
    """Two of area, birth date and order: one wrong digit leaves one such pair as it was."""
    return body[:14], body[6:], body[:6] + body[14:]
