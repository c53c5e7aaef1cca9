"""Documents made by helper processes: the same as in our own, without keys, and none outlives its master."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from certificates.credentials.offline.reading import read_file
from certificates.issuing import crew
from certificates.issuing.actions import issue_batch
from certificates.issuing.filing import path_of
from certificates.issuing.helper import DistantSigner, Line
from certificates.issuing.wire import Sign, framed
from foundation.database import fetch, fetchval
from foundation.errors import Refused
from tests.certificates.builders import approved, certificates, confirmed_session, press_in

ROOT = Path(__file__).parents[3]


@pytest.fixture
def helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper even for a few documents."""
    monkeypatch.setattr(crew, "MANY", 1)
    monkeypatch.setattr(crew, "cores", lambda: 1)


def running() -> list[psutil.Process]:
    """Helpers that work for this process."""
    children = psutil.Process().children()
    return [child for child in children if "certificates.issuing.helper" in " ".join(child.cmdline())]


async def test_helpers_make_what_is_filed_and_are_gone_afterwards(
    own_database: str, tmp_path: Path, helpers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[Exception] = []
    tell = crew._tell

    def told(answer: Any, error: Any) -> None:
        refused.append(error)
        tell(answer, error)

    monkeypatch.setattr(crew, "_tell", told)
    ready = await confirmed_session(names=["陈静", "黄丽娟", "李𬎆"])
    batch = await approved(ready)
    report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (report.issued, len(report.waiting)) == (2, 1)
    why = report.waiting[0].why.english()
    assert "no font has" in why, "a refusal is told as it would be here"
    assert "ISO 19005-3" in why  # with its source
    assert [one.rule.id for one in refused if isinstance(one, Refused) and one.rule] == ["PRINT-WHOLE"]
    rows = await fetch("SELECT public_id, body FROM certificate JOIN credential ON id = certificate_id")
    for row in rows:
        if row["body"] is not None:
            assert read_file(path_of(tmp_path, row["public_id"]).read_bytes()).body == row["body"]
    assert running() == []


async def test_a_helper_that_dies_costs_one_document_and_is_replaced(
    own_database: str, tmp_path: Path, helpers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    make = crew._Helper.make

    async def dies_once(self: Any, order: Any, means: Any) -> Any:
        if not killed:
            killed.append(self._process.pid)
            os.kill(self._process.pid, signal.SIGKILL)
        return await make(self, order, means)

    monkeypatch.setattr(crew._Helper, "make", dies_once)
    ready = await confirmed_session(3)
    batch = await approved(ready)
    report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (report.issued, len(report.waiting)) == (2, 1)
    monkeypatch.setattr(crew, "MANY", 9)
    again = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (again.issued, again.waiting) == (1, [])
    assert len(await certificates(batch)) == await fetchval("SELECT last_serial FROM number_series") == 3


async def test_where_no_helper_starts_everybody_waits_and_nobody_for_ever(
    own_database: str, tmp_path: Path, helpers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew.sys, "executable", str(tmp_path / "no-python"))
    ready = await confirmed_session(2)
    batch = await approved(ready)
    async with asyncio.timeout(20):
        report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (report.issued, len(report.waiting)) == (0, 2)


async def test_a_helper_ends_when_nobody_is_there_any_more() -> None:
    pipe = asyncio.subprocess.PIPE
    helper = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "certificates.issuing.helper", "", stdin=pipe, stdout=pipe, cwd=ROOT
    )
    helper.stdin.close()
    assert await asyncio.wait_for(helper.wait(), 20) == 0


def test_a_helper_asks_for_signatures_and_gets_on_without_a_key(tmp_path: Path) -> None:
    """Where the answer does not come, nothing is signed."""
    from foundation.errors import Unavailable

    answers = (tmp_path / "answers").open("w+b")
    orders = (tmp_path / "orders").open("w+b")
    signer = DistantSigner(Line(orders, answers), Any, "credential")
    with pytest.raises(Unavailable):
        signer.sign(b"message")
    answers.seek(0)
    assert answers.read() == framed(Sign("credential", b"message"))
    answers.close()
    orders.close()
