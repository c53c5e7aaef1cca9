"""Finds the sealing keys at start and refuses to go on with missing or wrong ones."""

from __future__ import annotations

from foundation.clock import now
from foundation.database import execute, fetch
from foundation.errors import Unavailable
from foundation.sealing import Keyring, new_keyring, read_keyring, use_keyring, write_keyring
from foundation.settings import Settings
from foundation.text import text


async def open_keys(settings: Settings) -> Keyring:
    """Load the keys and prove that they are those of this database.

    Keys are made only where neither a key file nor any registered key exists; over existing data a second
    set is never made: what was sealed with the first could not be read again.
    """
    known = {row["version"]: bytes(row["fingerprint"]) for row in await fetch("SELECT * FROM sealing_key")}
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
    return ring


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
