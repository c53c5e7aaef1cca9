"""A certificate, its holder's account, and somebody who has neither."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import asyncpg
import msgspec
import pytest

from foundation.actor import Actor
from foundation.database import execute, fetchval
from foundation.web.edge import Site
from tests.certificates.verification.papers import Paper, paper
from tests.foundation.web.browser import Browser
from tests.people import persona

SignIn = Callable[[Actor], Awaitable[Browser]]


class Held(msgspec.Struct):
    """The certificate with its public id, and the actor of its holder."""

    paper: Paper
    public_id: str
    holder: Actor


async def holder_of(one: Paper) -> Actor:
    worker = await persona("worker")
    await execute("UPDATE account SET person_id = $2 WHERE id = $1", worker.account_id, one.holder)
    return worker


@pytest.fixture
async def held(database: asyncpg.Connection) -> Held:
    one = await paper()
    public_id = await fetchval("SELECT public_id FROM certificate WHERE id = $1", one.id)
    return Held(one, public_id, await holder_of(one))


@pytest.fixture
def stranger(app: Site) -> Browser:
    return Browser(app, language="en")
