"""A certificate as it is issued here, in every case, for programs that know nothing of us."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from certificates.credentials.offline.kit import exported
from foundation.database import fetch, fetchval
from tests.certificates.builders import confirmed_session, issued
from tests.interop.cases import cases, write

HERE = Path(__file__).parent
Said = dict[str, dict[str, Any]]


@pytest.fixture
async def folder(database: asyncpg.Connection, tmp_path: Path) -> Path:
    """A folder for each case, the good one being exactly what `yuzheng export` writes."""
    await issued(await confirmed_session(names=["欧阳䶮"]), tmp_path / "documents")
    files = await exported(await fetchval("SELECT number FROM certificate"))
    rows = await fetch("SELECT purpose, jwt FROM status_list ORDER BY number")
    good = {
        **{name: json.loads(files[name]) for name in KIT},
        **{f"status-{row['purpose']}.jwt": row["jwt"].encode() for row in rows},
    }
    write(cases(good), tmp_path / "cases")
    return tmp_path / "cases"


KIT = ("credential.json", "did.json", "status-revocation.json", "status-suspension.json")


def node(script: str, folder: Path) -> list[Any]:
    """What a script says, line by line. `make interop` installs what it needs."""
    assert (HERE / "node_modules").is_dir(), "run `make interop`: it installs the verifiers first"
    return _lines(["node", str(HERE / script), str(folder)])


def python(script: str, folder: Path) -> list[Any]:
    """The same for Python, in a process of its own: nothing of the tests' state is there."""
    return _lines([sys.executable, "-m", f"tests.interop.{script}", str(folder)])


def _lines(command: list[str]) -> list[Any]:
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
