"""Finds the sealing keys at start and refuses to go on with missing or wrong ones; reads them again later."""

from __future__ import annotations

from foundation.clock import now
from foundation.database import execute, fetch
from foundation.errors import Unavailable
from foundation.sealing import (
    Keyring,
    keyring,
    new_keyring,
    read_keyring,
    replace_keyring,
    use_keyring,
    write_keyring,
)
from foundation.settings import Settings
from foundation.text import text

#: Where the keys in use came from.
_opened: Settings | None = None


async def open_keys(settings: Settings) -> Keyring:
    """Load the keys and prove that they are those of this database.

    Keys are made only where neither a key file nor any registered key exists; over existing data a second
    set is never made: what was sealed with the first could not be read again.
    """
    global _opened
    known = await _known()
    ring = _load(settings) or _first(settings, known)
    _same_keys(ring, known)
    for key in ring.keys:
        await execute(
            "INSERT INTO sealing_key (version, fingerprint, registered_at) VALUES ($1, $2, $3)"
            " ON CONFLICT (version) DO NOTHING",
            key.version,
            key.fingerprint(),
            now(),
        )
    use_keyring(ring)
    _opened = settings
    return ring


async def read_keys_again() -> None:
    """Use what the key file holds now: another process may have added a key. Fails as `open_keys` does."""
    ring = _load(_opened) if _opened else None
    if ring is not None:
        _same_keys(ring, await _known())
        use_keyring(ring)


async def keys_are_right() -> None:
    """Raises `Unavailable` unless the keys in use are those of this database."""
    _same_keys(keyring(), await _known())


def change_keys(settings: Settings, ring: Keyring) -> None:
    """Write other keys into the key file and use them. Raises `Unavailable` where there is no file."""
    if settings.keys:
        raise Unavailable(
            text("The keys come from YUZHENG_KEYS and cannot be changed from here."),
            remedy=text("Put the keys into {path} while they are changed.", path=str(settings.keys_file)),
        )
    replace_keyring(settings.keys_file, ring)
    use_keyring(ring)


async def _known() -> dict[int, bytes]:
    rows = await fetch("SELECT version, fingerprint FROM sealing_key")
    return {row["version"]: bytes(row["fingerprint"]) for row in rows}


def _load(settings: Settings) -> Keyring | None:
    if settings.keys:
        return read_keyring(settings.keys)
    if not settings.keys_file.exists():
        return None
    if settings.keys_file.stat().st_mode & 0o077:
        raise Unavailable(
            text("The key file {path} can be read by others.", path=str(settings.keys_file)),
            remedy=text("Set its mode to 0600."),
        )
    return read_keyring(settings.keys_file.read_bytes())


def _first(settings: Settings, known: dict[int, bytes]) -> Keyring:
    if known:
        raise Unavailable(
            text("The sealing keys of this database are missing."),
            remedy=text("Put the key file back at {path}.", path=str(settings.keys_file)),
        )
    ring = new_keyring()
    write_keyring(settings.keys_file, ring)
    return ring


def _same_keys(ring: Keyring, known: dict[int, bytes]) -> None:
    for version, fingerprint in known.items():
        if ring.key(version).fingerprint() != fingerprint:
            raise Unavailable(
                text("The sealing keys are not those of this database."),
                remedy=text("Start with the key file that belongs to it."),
            )
