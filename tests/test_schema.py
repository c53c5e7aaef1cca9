"""The tables as Piccolo knows them are the tables that the migrations make."""

from __future__ import annotations

import asyncpg
import pytest
from piccolo.columns import Array
from piccolo.columns.base import Column
from piccolo.table import Table

from foundation.database import fetch
from yuzheng.piccolo_conf import APP_REGISTRY, FLOORS

#: Piccolo's word for a type → what PostgreSQL calls it in information_schema.
_TYPES = {
    "UUID": "uuid",
    "TEXT": "text",
    "VARCHAR": "text",
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMPTZ": "timestamp with time zone",
    "BYTEA": "bytea",
    "JSONB": "jsonb",
    "NUMERIC": "numeric",
    "CHARACTER": "text",
    "SERIAL": "integer",
}


def _tables() -> list[type[Table]]:
    found = [table for floor in FLOORS for table in APP_REGISTRY.get_table_classes(floor)]
    return sorted(found, key=lambda table: table._meta.tablename)


@pytest.mark.parametrize("table", _tables(), ids=lambda table: table._meta.tablename)
async def test_a_table_has_the_columns_that_its_class_names(
    table: type[Table], database: asyncpg.Connection
) -> None:
    stored = {
        row["column_name"]: row
        for row in await fetch(
            "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_name = $1",
            table._meta.tablename,
        )
    }
    named = {column._meta.db_column_name: column for column in table._meta.columns}
    assert set(named) == set(stored)
    for name, column in named.items():
        assert _type(column) == stored[name]["data_type"], name
        assert column._meta.null == (stored[name]["is_nullable"] == "YES"), name


def _type(column: Column) -> str:
    if isinstance(column, Array):
        return "ARRAY"
    written = column.column_type.split("(")[0].strip()
    return _TYPES.get(written, written.lower())


#: Written and read by single statements beside the rule they serve; a class would add nothing.
PLAIN_SQL = {
    "ban_epoch",
    "ban_list",
    "evaluation_seat",
    "evaluator_scope",
    "history",
    "job_failure",
    "migration",
    "number_series",
    "reissue_refusal",
    "sealing_key",
    "sweep_difference",
}


async def test_every_table_has_a_class_or_a_reason_to_have_none(database: asyncpg.Connection) -> None:
    rows = await fetch(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    without = {row["table_name"] for row in rows} - {table._meta.tablename for table in _tables()}
    assert without == PLAIN_SQL
