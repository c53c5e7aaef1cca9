"""What must hold whoever is compared: one disturbed field hides nobody, more knowledge neither."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from benchmarks.screening.measuring import compositions, negatives, pairs, the_list
from benchmarks.screening.noise import Pair
from benchmarks.screening.population import people
from screening.matching.entries import identity_of
from screening.matching.keys import ban_keys, worker_keys
from screening.matching.listing import Listing
from screening.matching.profile import Profile
from screening.matching.rules import State, judge
from screening.matching.scoring import score

LISTED = 10_000
NOISY = [*pairs(3, 4), *compositions(30, 5), *negatives(10, 6)]


@pytest.mark.parametrize(
    "found", [one for one in compositions(150, 7) if one.kind == "1 of 3 fields"], ids=str
)
def test_no_single_disturbed_field_hides_anybody(found: Pair) -> None:
    person, listed = identity_of(found.person), identity_of(found.listed)
    assert judge(person, listed, LISTED).state is not State.CLEAR
    assert set(worker_keys(person)) & set(ban_keys(listed))


def test_another_former_name_never_lowers_a_score() -> None:
    for found in NOISY:
        for former in ("李丽", "欧阳娜娜", "AYIGULI", "王□"):
            known = replace(found.person, former=[*found.person.former, former])
            before = score(*_profiles(found)).bits
            assert score(Profile(identity_of(known)), Profile(identity_of(found.listed))).bits >= before


def test_a_score_is_the_same_from_both_sides() -> None:
    for found in NOISY:
        person, listed = _profiles(found)
        assert score(person, listed).bits == pytest.approx(score(listed, person).bits)


def test_order_says_nothing() -> None:
    dice = random.Random(8)
    for found in NOISY:
        person, listed = identity_of(found.person), identity_of(found.listed)
        more = identity_of(dice.choice(NOISY).person)
        whole = replace(
            person, names=(*person.names, *more.names), documents=(*person.documents, *more.documents)
        )
        turned = replace(whole, names=whole.names[::-1], documents=whole.documents[::-1])
        assert judge(whole, listed).bits == judge(turned, listed).bits
        assert worker_keys(whole) == worker_keys(turned)
        assert ban_keys(whole) == ban_keys(turned)


def test_the_list_in_memory_finds_whom_the_keys_find() -> None:
    known = [one.listed for one in NOISY] + the_list(200, 9)
    listing = Listing(identity_of(one) for one in known)
    keys = [set(ban_keys(identity_of(one))) for one in known]
    for one in [found.person for found in NOISY][:150] + people(50, 10):
        identity = identity_of(one)
        wanted = set(worker_keys(identity))
        shared = {place for place, of_ban in enumerate(keys) if not wanted.isdisjoint(of_ban)}
        assert listing.candidates(Profile(identity)) >= shared
        if wanted:
            named_only = {place for place, of_ban in enumerate(keys) if not of_ban}
            assert listing.candidates(Profile(identity)) - named_only == shared


def _profiles(found: Pair) -> tuple[Profile, Profile]:
    return Profile(identity_of(found.person)), Profile(identity_of(found.listed))


def test_twins_namesakes_and_siblings_are_never_more_than_possible() -> None:
    for found in negatives(60, 12):
        person, listed = identity_of(found.person), identity_of(found.listed)
        assert judge(person, listed, LISTED).state is not State.STRONG
