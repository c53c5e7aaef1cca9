"""The database's refusals in the domain's words, for actions as for pages."""

from __future__ import annotations

from collections.abc import Iterator

import asyncpg
import pytest

from foundation import constraints
from foundation.constraints import explain, in_our_words, meaning
from foundation.database import execute, transaction
from foundation.errors import Conflict, Stale
from foundation.text import text

_RAISE = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'P0B99'; END $$"


@pytest.fixture(autouse=True)
def _meanings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constraints, "_meanings", {})


@pytest.fixture
def known() -> Iterator[None]:
    explain("thing_name", lambda: Conflict(text("The name is taken.")))
    explain("P0B99", lambda: Stale(text("Look again.")))
    return


async def _double() -> None:
    async with transaction():
        await execute("CREATE TEMP TABLE thing (name text CONSTRAINT thing_name UNIQUE)")
        await execute("INSERT INTO thing VALUES ('a'), ('a')")


async def test_constraint(database: asyncpg.Connection, known: None) -> None:
    with pytest.raises(Conflict) as caught, in_our_words():
        await _double()
    assert isinstance(caught.value.__cause__, asyncpg.UniqueViolationError)


async def test_state_raised_by_a_trigger(database: asyncpg.Connection, known: None) -> None:
    with pytest.raises(Stale), in_our_words():
        async with transaction():
            await execute(_RAISE)


async def test_what_is_not_registered_stays_what_it_is(database: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.UniqueViolationError), in_our_words():
        await _double()
    with pytest.raises(asyncpg.RaiseError), in_our_words():
        async with transaction():
            await execute(_RAISE.replace("P0B99", "P0001"))


def test_other_errors_have_no_meaning() -> None:
    assert meaning(ValueError()) is None
