"""What a replay says of a screening: what was found, how it stood then, and whether the record agrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from foundation.text import Text, text
from screening.matching.rules import Evidence, Identity, ban_keys, worker_keys

#: From so many entries on it is done in the background, where its progress can be seen.
AT_ONCE: Final = 5_000
_ORDER: Final = ("clear", "possible", "strong")


class Stood(StrEnum):
    """How a pair stood when the person was screened; NONE: no match had been opened."""

    NONE = "none"
    OPEN = "open"
    PROPOSED = "proposed"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    ENDED = "ended"


#: What holds: the answer of a screening is the worst of these.
UNRESOLVED: Final = frozenset({Stood.OPEN, Stood.PROPOSED, Stood.CONFIRMED})


class Standing(msgspec.Struct, frozen=True):
    """A match of the person as it stood when she was screened."""

    match_id: str
    ban_id: UUID
    strength: str
    state: Stood
    since: datetime


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the register that the comparison finds, and how the pair stood then.

    `ban` and `match` are there for those who may look at them.
    """

    ban_id: UUID
    ban: str | None
    authority: str
    document_no: str
    state: str
    bits: float
    evidence: tuple[Evidence, ...]
    shares_key: bool
    stood: Stood
    match: str | None


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A match that held when the person was screened, and that this comparison does not find."""

    ban: str | None
    authority: str
    document_no: str
    strength: str
    stood: Stood
    match: str | None


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What comes out when the answer is made again."""

    screening_id: UUID
    recorded: str
    expected: str
    matcher_recorded: str
    matcher: str
    epoch: int
    listed: int
    entries: int
    hits: tuple[Hit, ...]
    earlier: tuple[Earlier, ...]

    @property
    def same_matcher(self) -> bool:
        """Whether the matcher that is installed is the one that gave the answer."""
        return self.matcher == self.matcher_recorded

    @property
    def missed(self) -> tuple[Hit, ...]:
        """Entries that the record does not know: no match had been opened."""
        return tuple(hit for hit in self.hits if hit.stood is Stood.NONE)

    @property
    def unreachable(self) -> tuple[Hit, ...]:
        """Entries that share no search key with the person, so that no screening comes to them."""
        return tuple(hit for hit in self.hits if not hit.shares_key)

    @property
    def agrees(self) -> bool:
        """Whether the record says what the replay says, and knows every entry that the replay finds."""
        return self.expected == self.recorded and not self.missed


def pair_by_pair(rows: Iterable[Standing]) -> dict[UUID, Standing]:
    """One standing for each entry: a match that has ended counts only where no other took its place."""
    found: dict[UUID, Standing] = {}
    for one in sorted(rows, key=lambda row: (row.state is not Stood.ENDED, row.since)):
        found[one.ban_id] = one
    return found


def expected(hits: Sequence[Hit], standing: Iterable[Standing]) -> str:
    """What the record should say: the worst of what held, and of what is found and was never opened."""
    held = [one.strength for one in standing if one.state in UNRESOLVED]
    held += [hit.state for hit in hits if hit.stood is Stood.NONE]
    return max(held, key=_ORDER.index, default="clear")


def share_a_key(person: Identity, banned: Identity) -> bool:
    """Whether a search would have led from one to the other."""
    return not set(worker_keys(person)).isdisjoint(ban_keys(banned))


def conclusion(replay: Replay) -> tuple[str, Text, Text | None]:
    """The outcome in words: its meaning, what it says, and what follows."""
    if replay.agrees:
        return "valid", text("The answer is the same."), _matcher(replay)
    if not replay.same_matcher:
        return "attention", text("Another matcher gives another answer."), _matcher(replay)
    if replay.missed:
        said = text(
            "The register held {count} entries that the record does not know.", count=len(replay.missed)
        )
        return (
            "stopped",
            said,
            text("Screen the person anew and have the self-checks run: a search missed them."),
        )
    return (
        "stopped",
        text("The record says something else."),
        text("Compare how the matches stood then with the history of each; tell the administrator."),
    )


def _matcher(replay: Replay) -> Text | None:
    if replay.same_matcher:
        return None
    return text(
        "The answer was given by matcher {then}; installed is {now}. It reads names, numbers and dates by"
        " other rules and tables, so what it finds may differ: a difference is no proof of a mistake.",
        then=replay.matcher_recorded,
        now=replay.matcher,
    )
