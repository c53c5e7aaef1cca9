"""The embedded server takes its part of the machine, and leaves the last word to an operator."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import LiteralString

import psutil
import psycopg
import pytest

from foundation.postgres import start_embedded, stop_embedded
from foundation.server_sizes import sizes

_SIZE = "SELECT setting::bigint / 128 FROM pg_settings WHERE name = 'shared_buffers'"


def asked(url: str, question: LiteralString = _SIZE) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_it_takes_its_part_of_the_machine_unless_an_operator_says_otherwise() -> None:
    with tempfile.TemporaryDirectory(prefix="yz", dir="/tmp") as parent:
        folder = Path(parent) / "var"
        try:
            url = start_embedded(folder).replace("//yuzheng@", "//postgres@")
            own = int(sizes(psutil.virtual_memory().total)["shared_buffers"].removesuffix("MB"))
            assert asked(url) == own
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET shared_buffers = '64MB'")
            stop_embedded(folder)
            start_embedded(folder)
            assert asked(url) == 64
            # What was in memory when it stopped is read again.
            assert (folder / "postgres/data/autoprewarm.blocks").exists()
            assert asked(url, "SELECT current_setting('shared_preload_libraries')") == "pg_prewarm"
        finally:
            stop_embedded(folder)


@pytest.mark.parametrize(("gigabytes", "own"), [(0.5, "128MB"), (4, "512MB"), (24, "2048MB")])
def test_an_eighth_of_the_memory_and_never_more_than_two_gigabytes(gigabytes: float, own: str) -> None:
    assert sizes(int(gigabytes * 2**30))["shared_buffers"] == own
