"""Logs say what happened and where, never whose data was in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
import structlog

from foundation.logging import configure_logging, describe, log


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def _fail(message: str) -> Exception:
    try:
        try:
            raise ValueError(message)
        except ValueError as error:
            raise RuntimeError(message) from error
    except RuntimeError as error:
        return error


def test_own_lines_are_json(stream: io.StringIO) -> None:
    log.info("batch.issued", count=200)
    (line,) = _lines(stream)
    assert (line["event"], line["level"], line["count"]) == ("batch.issued", "info", 200)
    assert line["at"].endswith("Z")


def test_exception_without_what_it_says() -> None:
    told = describe(_fail("王小明 369999200001010012"))
    assert told["error"] == "RuntimeError"
    assert told["cause"]["error"] == "ValueError"
    assert "test_logging.py" in told["at_lines"][-1]
    assert "王小明" not in json.dumps(told, ensure_ascii=False)
    assert "369999" not in json.dumps(told)


async def test_database_error_names_state_and_constraint(database: asyncpg.Connection) -> None:
    await database.execute("CREATE TEMP TABLE person (name text CONSTRAINT person_name UNIQUE)")
    with pytest.raises(asyncpg.UniqueViolationError) as caught:
        async with database.transaction():
            await database.execute("INSERT INTO person VALUES ('王小明'), ('王小明')")
    told = describe(caught.value)
    assert (told["sqlstate"], told["constraint_name"]) == ("23505", "person_name")
    assert "王小明" not in json.dumps(told, ensure_ascii=False)


def test_libraries_lines_lose_their_arguments(stream: io.StringIO) -> None:
    logging.getLogger("some.library").error("could not handle %s", "王小明", exc_info=_fail("王小明"))
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    first, second = _lines(stream)
    assert first["event"] == "could not handle %s"
    assert first["error"] == "RuntimeError"
    assert second["event"] == "Started server process [7]"
    assert "王小明" not in stream.getvalue()


def test_uvicorn_keeps_no_addresses(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('127.0.0.1 - "GET /v/secret HTTP/1.1" 200')
    assert stream.getvalue() == ""
