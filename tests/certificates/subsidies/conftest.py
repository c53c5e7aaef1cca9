"""An issued certificate, and the two persons of the office that pays for it."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import msgspec
import pytest

from certificates.subsidies.numbers import UNSURE
from foundation.actor import Actor
from foundation.database import fetchval
from registry.parameters.catalogue import declare
from tests.certificates.builders import Ready, confirmed_session, issued
from tests.parameters import confirm
from tests.people import persona

declare(UNSURE)
AREA = "360100"


class Office(msgspec.Struct):
    """Two persons and a batch with issued certificates."""

    officer: Actor
    approver: Actor
    ready: Ready
    certificates: list[str]
    numbers: list[str]
    batch: str


async def office(folder: Path, names: list[str]) -> Office:
    """The batch of these people is issued; nothing is confirmed about subsidies."""
    ready = await confirmed_session(names=names)
    public_ids = await issued(ready, folder)
    numbers = [
        str(await fetchval("SELECT number FROM certificate WHERE public_id = $1", one)) for one in public_ids
    ]
    return Office(
        await persona("subsidy_officer", AREA),
        await persona("approver", AREA),
        ready,
        public_ids,
        numbers,
        str(await fetchval("SELECT public_id FROM certificate_batch")),
    )


async def confirm_numbers() -> None:
    """Everything about the training subsidy is confirmed as it is suggested."""
    await confirm(*(one.id for one in UNSURE if one.id.startswith("subsidy.training")))


@pytest.fixture
async def paid(database: asyncpg.Connection, tmp_path: Path) -> Office:
    """Two holders, all numbers of the training subsidy confirmed."""
    found = await office(tmp_path, ["王小花", "李文静"])
    await confirm_numbers()
    return found
