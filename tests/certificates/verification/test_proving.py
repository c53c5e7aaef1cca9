"""Proofs out of tiles in memory are those of the log's own rules, however many are made at once."""

from __future__ import annotations

import asyncio
import base64

import pytest

from certificates.credentials.signing import use_issuer
from certificates.log.checkpoints import Checkpoint, signed_note
from certificates.log.rules import Tiles, append, inclusion, leaf_hash, root
from certificates.verification import proving
from tests.certificates.builders import ISSUER

ENTRIES = [f'{{"n":{n}}}'.encode() for n in range(1300)]
SIZES = [1, 2, 255, 256, 257, 600, 1024, 1300]


@pytest.fixture
def tiles(monkeypatch: pytest.MonkeyPatch) -> Tiles:
    made = Tiles()
    append(made, 0, map(leaf_hash, ENTRIES))

    async def read_tiles(wanted: set[tuple[int, int]]) -> Tiles:
        await asyncio.sleep(0)  # others have their turn
        return {place: made[place] for place in wanted if place in made}

    async def log_keys() -> list[bytes]:
        return [ISSUER.log.public_key]

    monkeypatch.setattr(proving, "read_tiles", read_tiles)
    monkeypatch.setattr(proving, "log_keys", log_keys)
    monkeypatch.setattr(proving, "_view", proving._View("", None, {}))
    use_issuer(ISSUER)
    return made


def note(tiles: Tiles, size: int) -> str:
    return signed_note(ISSUER.log_name, Checkpoint(size, root(tiles, size)), ISSUER.log)


@pytest.mark.parametrize("size", SIZES)
async def test_the_same_as_by_the_rules(tiles: Tiles, size: int) -> None:
    """The tiles are those of the grown log; the checkpoint may be an older one."""
    said = note(tiles, size)
    for index in {0, size // 3, size // 2, size - 1}:
        outcome, found = await proving.prove(said, index, ENTRIES[index])
        assert outcome == "passed"
        expected = inclusion(tiles, index, size)
        assert found.hashes == tuple(base64.b64encode(step).decode() for step in expected)
    assert await proving.prove(said, size, ENTRIES[0]) == ("unknown", None)
    assert (await proving.prove(said, 0, b"{}"))[0] == "failed"


async def test_many_at_once_with_little_memory(tiles: Tiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "_TREES", 1)
    notes = [note(tiles, size) for size in (700, 1000, 1300)]
    asked = [(said, index) for index in range(0, 700, 7) for said in notes]
    told = await asyncio.gather(*(proving.prove(said, index, ENTRIES[index]) for said, index in asked))
    assert {outcome for outcome, _ in told} == {"passed"}
    assert [found.checkpoint for _, found in told] == [said for said, _ in asked]
    assert len(proving._view.trees) <= 1
