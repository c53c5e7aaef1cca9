"""Uploaded sheets between preview and confirmation: sealed while they wait, gone when they are settled."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Sequence
from typing import Literal

import msgspec

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchrow
from foundation.errors import Conflict, Invalid
from foundation.ids import new_id, new_public_id
from foundation.sealing import seal, unseal
from foundation.spreadsheets.findings import RowProblem, faults
from foundation.text import text

_KEEP = """
INSERT INTO {table} (id, public_id, {owner}, file_name, file_sha256, file_sealed, state,
                     rows_read, rows_good, rows_known, rows_bad, uploaded_by, uploaded_at)
VALUES ($1, $2, $3, $4, $5, $6, 'previewed', $7, $8, $9, $10, $11, $12)
"""


class Counts(msgspec.Struct, frozen=True):
    """How many rows were read, can be taken, are known already, have problems."""

    read: int
    good: int
    known: int
    bad: int


class Uploads:
    """The uploads in one table; `owner` is the column of what the sheet is about."""

    def __init__(
        self,
        table: Literal["cohort_import", "learning_import", "score_import", "evidence_import", "paper_import"],
        owner: Literal["cohort_id", "session_id"] = "cohort_id",
    ) -> None:
        self._table = table
        self._owner = owner
        self._place = f"{table}.file"

    async def keep(
        self, actor: Actor, owner_id: uuid.UUID, file_name: str, content: bytes, counts: Counts
    ) -> str:
        """Keep the bytes, sealed; the public id of the upload."""
        public_id = new_public_id()
        await execute(
            _KEEP.format(table=self._table, owner=self._owner),
            new_id(),
            public_id,
            owner_id,
            file_name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "?",
            hashlib.sha256(content).digest(),
            seal(base64.b64encode(content).decode(), self._place),
            *msgspec.structs.astuple(counts),
            actor.account_id,
            now(),
        )
        return public_id

    async def content(self, import_id: uuid.UUID) -> bytes:
        """The bytes again. Raises `Conflict` once the upload is settled."""
        row = await fetchrow(f"SELECT file_sealed FROM {self._table} WHERE id = $1", import_id)  # noqa: S608
        if row is None or row["file_sealed"] is None:
            raise settled()
        return base64.b64decode(unseal(bytes(row["file_sealed"]), self._place))

    async def lock(self, import_id: uuid.UUID) -> None:
        """Nobody else settles it while this transaction runs. Raises `Conflict` when somebody has."""
        row = await fetchrow(f"SELECT state FROM {self._table} WHERE id = $1 FOR UPDATE", import_id)  # noqa: S608
        if row is None or row["state"] != "previewed":
            raise settled()

    async def settle(self, import_id: uuid.UUID, state: Literal["confirmed", "discarded"]) -> None:
        """It is done with; its bytes go."""
        await execute(
            f"UPDATE {self._table} SET state = $2, settled_at = $3, file_sealed = NULL WHERE id = $1",  # noqa: S608
            import_id,
            state,
            now(),
        )


def refused(problems: Sequence[RowProblem]) -> Invalid:
    """The sheet is wanted whole, and some of its rows have problems."""
    count = len({one.row for one in problems})
    said = text("{count} rows have problems; nothing was taken from the sheet.", count=count)
    return Invalid(faults(problems), said)


class Settled(Conflict):
    """It was confirmed or set aside before."""


def settled() -> Settled:
    """What a second click finds."""
    return Settled(
        text("This sheet has already been settled."), remedy=text("Upload it again if something is missing.")
    )
