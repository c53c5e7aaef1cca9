"""Starting: two at once, keys that are missing, wrong or open to others."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.played import ROOT, Folder, new_folder


@pytest.fixture
def empty() -> Iterator[Folder]:
    """A data folder in which nothing has happened yet."""
    with new_folder() as folder:
        yield folder


def test_two_starters_at_once_find_one_database_and_one_set_of_keys(empty: Folder) -> None:
    command = [sys.executable, "-c", "from yuzheng.cli import main; main()", "migrate"]
    starters = [
        subprocess.Popen(command, cwd=ROOT, env=empty.environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for starter in starters:
        _, said = starter.communicate(timeout=120)
        assert starter.returncode == 0, said
    keys = empty.path / "keys.json"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert empty.run("migrate").returncode == 0


def test_keys_are_never_made_anew_over_existing_data(empty: Folder) -> None:
    assert empty.run("migrate").returncode == 0
    keys = empty.path / "keys.json"
    right = keys.read_bytes()

    keys.unlink()
    done = empty.run("migrate")
    assert done.returncode == 1
    assert str(keys) in done.stderr
    assert not keys.exists()

    other = json.loads(right)
    with new_folder() as elsewhere:
        assert elsewhere.run("migrate").returncode == 0
        keys.write_bytes((elsewhere.path / "keys.json").read_bytes())
    keys.chmod(0o600)
    assert json.loads(keys.read_bytes()) != other
    assert empty.run("migrate").returncode == 1

    keys.write_bytes(right)
    keys.chmod(0o644)
    done = empty.run("migrate")
    assert done.returncode == 1
    assert "0600" in done.stderr

    keys.chmod(0o600)
    assert empty.run("migrate").returncode == 0


def test_a_database_that_does_not_answer_is_said_plainly(
    empty: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "postgresql://nobody@127.0.0.1:1/none"
    monkeypatch.setattr(Folder, "environment", empty.environment | {"YUZHENG_DATABASE_URL": address})
    done = empty.run("migrate")
    assert done.returncode == 1
    assert "YUZHENG_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
