"""The areas in the database: complete, and the same however often they are loaded."""

from __future__ import annotations

import asyncpg

from registry.areas.actions import load
from registry.areas.data import AREAS, HISTORICAL_CODES
from registry.areas.queries import area_options, county_options


async def test_loading_twice_changes_nothing(database: asyncpg.Connection) -> None:
    await load()
    count = await database.fetchval("SELECT count(*) FROM area")
    before = await database.fetch("SELECT xmin, code FROM area ORDER BY code")
    await load()
    assert await database.fetch("SELECT xmin, code FROM area ORDER BY code") == before
    assert count == len(AREAS) == 112
    assert await database.fetchval("SELECT count(*) FROM area_alias") == len(HISTORICAL_CODES)


async def test_what_the_files_say_now_replaces_what_was_loaded_before(database: asyncpg.Connection) -> None:
    await load()
    await database.execute("UPDATE area SET name = '旧名' WHERE code = '360102'")
    await load()
    assert await database.fetchval("SELECT name FROM area WHERE code = '360102'") == "东湖区"


def test_choices_for_forms() -> None:
    assert len(county_options()) == 100
    assert county_options("3601")[0] == ("360102", "南昌市东湖区")
    assert area_options("360102") == [("360102", "南昌市东湖区")]
    assert len(area_options("3601")) == 10
