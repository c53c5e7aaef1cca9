"""Keep a confirmed session whole: everything that belongs to it, sealed, with its hash."""

from __future__ import annotations

import base64
import gzip
import hashlib

import msgspec

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import fetchval, transaction
from foundation.errors import NotFound
from foundation.history import record
from foundation.sealing import seal, unseal
from training.alarms.queries import watched
from training.archives.queries import everything_of
from training.archives.tables import EvaluationArchive
from training.evaluations.actions import own_session
from training.evaluations.queries import entries_of, find_session

PLACE = "evaluation_archive.content"


async def archive(actor: Actor, session_public_id: str) -> str:
    """Within the transaction that confirms; the hash of what was kept."""
    session = await own_session(actor, session_public_id)
    alarms = {"alarms": await watched(session, await entries_of(session.id))}
    content = msgspec.json.encode(await everything_of(session) | alarms, order="sorted")
    digest = hashlib.sha256(content)
    packed = base64.b64encode(gzip.compress(content, mtime=0)).decode()
    row = EvaluationArchive(
        session_id=session.id,
        sha256=digest.digest(),
        content_sealed=seal(packed, PLACE),
        made_at=now(),
    )
    async with transaction():
        await EvaluationArchive.insert(row)
        # In groups, so that the history can break the line.
        changes = {"archive": (None, digest.digest().hex(" ", 4))}
        await record(actor, "session.archived", ("session", session.id), changes)
    return digest.hexdigest()


async def open_archive(actor: Actor, session_public_id: str) -> bytes:
    """The archived session as it was; that it was opened is written down. Raises `NotFound`."""
    session = await find_session(actor, session_public_id)
    sealed = await fetchval("SELECT content_sealed FROM evaluation_archive WHERE session_id = $1", session.id)
    if sealed is None:
        raise NotFound()
    async with transaction():
        await record(actor, "session.archive_opened", ("session", session.id))
    return gzip.decompress(base64.b64decode(unseal(bytes(sealed), PLACE)))
