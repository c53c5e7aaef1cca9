"""Recall on made-up people: a drop fails. The full figures are in docs/benchmarks.md."""

from __future__ import annotations

from benchmarks.screening.measuring import bits, compositions, mean, pairs, recall, the_list, worst_hits
from benchmarks.screening.noise import KINDS
from benchmarks.screening.population import people
from screening.matching.entries import identity_of
from screening.matching.listing import Listing
from screening.matching.threshold import threshold

SEED = 20_261
_THRESHOLD = threshold(10_000)


def test_there_are_forty_kinds_that_can_be_seen() -> None:
    assert sum(kind.seen for kind in KINDS.values()) >= 40
    assert sum(not kind.seen for kind in KINDS.values()) == 2


def test_recall_of_every_kind() -> None:
    found = recall([(one.kind, bits(one)) for one in pairs(20, SEED)], _THRESHOLD)
    assert mean(found) >= 0.992
    assert [kind for kind, share in found.items() if share < 0.8 and KINDS[kind].seen] == []


def test_recall_of_fields_disturbed_together() -> None:
    found = recall([(one.kind, bits(one)) for one in compositions(150, SEED)], _THRESHOLD)
    assert found["1 of 3 fields"] == 1.0
    assert found["2 of 3 fields"] >= 0.965
    assert found["3 of 3 fields"] >= 0.70


def test_false_hits_stay_few() -> None:
    listing = Listing(identity_of(one) for one in the_list(3_000, SEED))
    clean = people(4_000, SEED + 2)
    false = worst_hits(listing, clean, _THRESHOLD)
    # 33 among ten thousand, for a list of ten thousand, are four for these; chance allows ten.
    assert len(false) <= 10
