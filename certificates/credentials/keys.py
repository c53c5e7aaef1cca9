"""The life of signing keys: found at start, made on the first one, replaced in order, struck off in need.

The database says which keys sign and which signatures count; a vault holds their private halves.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from certificates.credentials.keyfile import NAME, FileVault
from certificates.credentials.signing import Issuer, Purpose, Signer, issuer, use_issuer
from certificates.credentials.vaults import Vault
from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import affected, execute, fetch, transaction
from foundation.errors import Unavailable
from foundation.history import record
from foundation.settings import Settings
from foundation.text import text

PURPOSES: tuple[Purpose, ...] = ("credential", "log")
#: Any fixed number: one process at a time makes or replaces keys.
_LOCK = 7_005

_ACTIVE = "SELECT purpose, public_key FROM issuer_key WHERE state = 'active'"
_OVER = "SELECT public_key FROM issuer_key WHERE state <> 'active'"
_REGISTER = """
INSERT INTO issuer_key (public_key, purpose, state, since) VALUES ($1, $2, 'active', $3)
ON CONFLICT DO NOTHING
"""
_END = "UPDATE issuer_key SET state = $2, until = $3 WHERE purpose = $1 AND state = 'active'"
_STRIKE_OFF = "UPDATE issuer_key SET state = 'compromised' WHERE public_key = $1 AND state = 'retired'"


def vault_of(settings: Settings) -> FileVault:
    """The installation's own vault: the file beside the sealing keys."""
    return FileVault(settings.data_dir / NAME)


async def open_signing_keys(settings: Settings, vault: Vault | None = None) -> Issuer:
    """Open the vault and prove that it holds the keys this database names active.

    Keys are made only where none was ever registered, and by one of several processes that start at once.
    What a crash left in the vault of keys that are over is erased.
    """
    vault = vault or vault_of(settings)
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        active = await _active() or await _first(vault)
        means = _opened(settings.address, vault, active)
    vault.forget({bytes(row["public_key"]) for row in await fetch(_OVER)})
    use_issuer(means)
    return means


async def issuer_now() -> Issuer:
    """The signers that the database names at this moment: a key replaced by another process is followed.

    Raises `Unavailable` where the vault of this process does not hold it.
    """
    means, active = issuer(), await _active()
    if all(active.get(purpose) == signer.public_key for purpose, signer in means.signers()):
        return means
    if means.vault is None:
        raise Unavailable(text("The signing key was replaced, and the new one is not at hand here."))
    fresh = _opened(means.address, means.vault, active)
    use_issuer(fresh)
    return fresh


async def rotate(
    settings: Settings,
    purpose: Purpose,
    *,
    compromised: bool = False,
    vault: Vault | None = None,
    actor: Actor = SYSTEM,
) -> Issuer:
    """Sign with a new key from now on. The old one stays listed for what it signed; a compromised one is
    struck off the list and erased, and everything it signed has to be issued anew."""
    vault = vault or vault_of(settings)
    ended = "compromised" if compromised else "retired"
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        before = (await _active()).get(purpose)
        fresh = vault.make(purpose).public_key
        await execute(_END, purpose, ended, now())
        await execute(_REGISTER, fresh, purpose, now())
        changes = {"public_key": (before.hex() if before else None, fresh.hex()), "state": (None, ended)}
        await record(actor, "signing_key.replaced", ("signing_key", _named(fresh)), changes)
    return await open_signing_keys(settings, vault)


async def strike_off(public_key: bytes, *, actor: Actor = SYSTEM) -> bool:
    """A retired key turns out to be compromised: nothing it signed counts any more. Whether there is one.

    The key in use is replaced by `rotate` instead: there is always one that signs.
    """
    async with transaction():
        found = bool(affected(await execute(_STRIKE_OFF, public_key)))
        if found:
            changes = {"state": ("retired", "compromised")}
            await record(actor, "signing_key.struck_off", ("signing_key", _named(public_key)), changes)
    return found


async def _active() -> dict[str, bytes]:
    return {row["purpose"]: bytes(row["public_key"]) for row in await fetch(_ACTIVE)}


async def _first(vault: Vault) -> dict[str, bytes]:
    """Keys for a database that has none: those of the vault, or new ones."""
    found: dict[str, bytes] = {}
    for purpose in PURPOSES:
        kept = vault.signers(purpose)
        found[purpose] = (kept[0] if kept else vault.make(purpose)).public_key
        await execute(_REGISTER, found[purpose], purpose, now())
    return found


def _opened(address: str, vault: Vault, active: Mapping[str, bytes]) -> Issuer:
    credentials, log = (_signer(vault, purpose, active) for purpose in PURPOSES)
    return Issuer(address, credentials, log, vault)


def _signer(vault: Vault, purpose: Purpose, active: Mapping[str, bytes]) -> Signer:
    for signer in vault.signers(purpose):
        if signer.public_key == active.get(purpose):
            return signer
    raise Unavailable(
        text("The signing keys of this database are missing."),
        remedy=text("Put the key file back at {path}.", path=vault.place),
    )


def _named(public_key: bytes) -> uuid.UUID:
    """A name of the key's own for the history, whose subjects are identifiers."""
    return uuid.uuid5(uuid.NAMESPACE_OID, public_key.hex())
