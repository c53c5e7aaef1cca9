"""Sealing keys: made once, never over existing data, refused when missing, wrong or readable by others."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from foundation import sealing
from foundation.database import fetchval
from foundation.errors import Unavailable
from foundation.keys import open_keys
from foundation.sealing import keyring, new_keyring, use_keyring, write_keyring
from foundation.settings import Settings


@pytest.fixture(autouse=True)
def _same_keys_afterwards(pool: str) -> Iterator[None]:
    before = keyring()
    yield
    use_keyring(before)


def at(folder: Path, **more: object) -> Settings:
    return Settings(data_dir=folder, **more)  # type: ignore[arg-type]


async def test_the_first_start_makes_a_key_file_that_only_its_owner_can_read(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    ring = await open_keys(at(tmp_path / "new"))
    file = tmp_path / "new" / "keys.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keyring() == ring
    assert await fetchval("SELECT count(*) FROM sealing_key") == 1


async def test_the_second_start_finds_the_same_keys(database: asyncpg.Connection, tmp_path: Path) -> None:
    assert await open_keys(at(tmp_path)) == await open_keys(at(tmp_path))


async def test_missing_keys_over_existing_data_refuse_and_make_no_second_set(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    await open_keys(at(tmp_path))
    (tmp_path / "keys.json").unlink()
    with pytest.raises(Unavailable):
        await open_keys(at(tmp_path))
    assert not (tmp_path / "keys.json").exists()


async def test_keys_of_another_database_are_refused(database: asyncpg.Connection, tmp_path: Path) -> None:
    await open_keys(at(tmp_path / "ours"))
    write_keyring(tmp_path / "theirs" / "keys.json", new_keyring())
    with pytest.raises(Unavailable):
        await open_keys(at(tmp_path / "theirs"))


async def test_a_key_file_that_others_can_read_is_refused(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    await open_keys(at(tmp_path))
    os.chmod(tmp_path / "keys.json", 0o640)
    with pytest.raises(Unavailable):
        await open_keys(at(tmp_path))


async def test_keys_from_the_environment_need_no_file(database: asyncpg.Connection, tmp_path: Path) -> None:
    ring = new_keyring()
    assert await open_keys(at(tmp_path, keys=msgspec.json.encode(ring).decode())) == ring
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize(
    "damaged", ["", "{}", '{"current":1,"keys":[{"version":1,"seal":"AA==","index":"AA=="}]}']
)
def test_damaged_keys_are_refused(damaged: str) -> None:
    with pytest.raises(Unavailable):
        sealing.read_keyring(damaged)


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    write_keyring(tmp_path / "keys.json", new_keyring())
    with pytest.raises(FileExistsError):
        write_keyring(tmp_path / "keys.json", new_keyring())
