"""How a person and a banned person are compared: search keys, and a judgement in bits with its evidence."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from screening.matching.apart import far
from screening.matching.births import digits
from screening.matching.data import TABLES
from screening.matching.explaining import Evidence, explain
from screening.matching.glance import at_a_glance, glance, taken_apart
from screening.matching.identity import Document, Identity
from screening.matching.keys import Key, ban_keys, searchable, strong_keys, worker_keys
from screening.matching.names import name_key
from screening.matching.numbers import document_body
from screening.matching.plain import Plain
from screening.matching.profile import Profile
from screening.matching.scoring import Score, score, score_from
from screening.matching.threshold import threshold

__all__ = [
    "MATCHER_VERSION",
    "Document",
    "Evidence",
    "Identity",
    "Judgement",
    "Key",
    "Plain",
    "Profile",
    "State",
    "at_a_glance",
    "ban_keys",
    "canonical",
    "canonical_of",
    "document_body",
    "far",
    "glance",
    "judge",
    "name_key",
    "searchable",
    "state_of",
    "strong_keys",
    "taken_apart",
    "threshold",
    "weigh",
    "worker_keys",
    "worst",
]

MATCHER_VERSION: Final = "2.1/" + "".join(one[0] + one.rpartition("_v")[2] for one in TABLES)
"""Of the rules and of each table. Stored with every screening and match: what one version found is never
taken for what another finds.
"""

#: A number one slip away is as good as the same when everything else agrees as well.
_NEARLY_SAME: Final = ("completed", "same_misread", "slip_wrong_check")
_BEYOND_DOUBT: Final = 24.0


class State(StrEnum):
    """What a comparison says; only a person turns `possible` or `strong` into anything else."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    STRONG = "strong"


class Judgement(msgspec.Struct, frozen=True):
    """The result of a comparison and everything it rests on."""

    state: State
    evidence: tuple[Evidence, ...]
    matcher_version: str = MATCHER_VERSION
    bits: float = 0.0


def judge(person: Identity, banned: Identity, listed: int = 1) -> Judgement:
    """Compare two identities for a list of so many entries."""
    left, right = Profile(person), Profile(banned)
    found = score(left, right)
    state = state_of(found, threshold(listed))
    return Judgement(state, explain(left, right, found, listed), bits=round(found.bits, 2))


def weigh(person: Profile, banned: Profile, listed: int = 1) -> Judgement | None:
    """What `judge` says of two identities taken apart already, or None for clear: that takes less time."""
    least = threshold(listed)
    found = score_from(person, banned, least)
    if found is None or (state := state_of(found, least)) is State.CLEAR:
        return None
    return Judgement(state, explain(person, banned, found, listed), bits=round(found.bits, 2))


def state_of(found: Score, least: float) -> State:
    """The same document is strong whatever the names; so is a mistyped one when nearly everything agrees.

    The same name and birth date are always looked at, however long the list.
    """
    document, number = found.part("document"), found.part("number")
    if document:
        return State.STRONG
    if number and number.how in _NEARLY_SAME and found.bits >= least + _BEYOND_DOUBT:
        return State.STRONG
    return State.POSSIBLE if found.bits >= least or _namesake(found) or _same_number(found) else State.CLEAR


def _namesake(found: Score) -> bool:
    name, birth = found.part("name"), found.part("birth_date")
    return bool(name and birth and name.how == "same" and birth.how in ("same", "same_first"))


def _same_number(found: Score) -> bool:
    """The same number on a document of another kind is never overlooked."""
    number = found.part("number")
    return bool(number and number.how == "same_bare")


def worst(judgements: list[Judgement]) -> State:
    """The state that counts for a person compared with several bans; clear when there is none."""
    order = list(State)
    return max((judgement.state for judgement in judgements), key=order.index, default=State.CLEAR)


def canonical(identity: Identity) -> str:
    """The identity as one line that changes exactly when something a comparison reads changes."""
    return canonical_of(Profile(identity))


def canonical_of(profile: Profile) -> str:
    """The same of an identity taken apart already."""
    names = sorted(name.raw or name.text for name in profile.names)
    documents = sorted(f"{number.kind}:{number.bare or number.mask}" for number in profile.numbers)
    births = sorted(digits(birth) for birth in profile.births)
    return "\n".join([" ".join(names), " ".join(documents), " ".join(births), profile.identity.sex or ""])
