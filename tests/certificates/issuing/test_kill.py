"""kill -9 in the middle of a batch, again and again: in the end all is issued once and accounted for.

`make bench-batch` does the same with 10,000 and says how long it took.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import signal
import sys
import time
from pathlib import Path

import msgspec
import psutil
import pytest

from certificates.credentials.offline.reading import read_file
from certificates.issuing.filing import path_of
from certificates.log.actions import sequence
from certificates.log.checking import check_log
from foundation.database import fetch, fetchval
from foundation.sealing import keyring
from tests.certificates.builders import approved, confirmed_session

ROOT = Path(__file__).parents[3]
#: With helper processes, or in the issuing process itself.
HELPED, ALONE = 1, 1_000_000


class Issuer:
    """Issues one batch in a process of its own, which can be killed."""

    def __init__(self, url: str, batch: object, folder: Path, actor: object) -> None:
        self.folder = folder
        keys, who = (msgspec.json.encode(thing).decode() for thing in (keyring(), actor))
        self.arguments = [url, keys, str(batch), str(folder), who]

    async def started(self, many: int) -> asyncio.subprocess.Process:
        command = (sys.executable, "-m", "tests.certificates.issuing.crashing", *self.arguments, str(many))
        return await asyncio.create_subprocess_exec(*command, cwd=ROOT)

    async def killed_at(self, moment: int, many: int, delay: float) -> bool:
        """Let it work until so many are issued, and a little longer; whether it was still at work."""
        process = await self.started(many)
        await _until_issued(moment)
        await asyncio.sleep(delay)
        process.send_signal(signal.SIGKILL)
        return await process.wait() == -signal.SIGKILL

    def helpers(self) -> list[psutil.Process]:
        """Its helper processes, whoever their parent is now."""
        found = psutil.process_iter(["cmdline"])
        return [one for one in found if str(self.folder / "fonts") in (one.info["cmdline"] or [])]


async def test_a_batch_survives_kill_9_at_any_moment(own_database: str, tmp_path: Path) -> None:
    count, chance = 48, random.Random()
    ready = await confirmed_session(count)
    issuer = Issuer(own_database, await approved(ready), tmp_path, ready.preparer)
    early, late = sorted(chance.sample(range(1, count - 16), 2))
    # 0: while numbers are being reserved
    for moment, many in ((0, ALONE), (early, HELPED), (late, ALONE)):
        assert await issuer.killed_at(moment, many, chance.uniform(0, 0.15))
    last = await issuer.started(ALONE)
    assert await last.wait() == 0
    await _everything_is_accounted_for(tmp_path, count)
    assert issuer.helpers() == [], "none outlives the process it works for"


@pytest.mark.bench
async def test_ten_thousand_killed_three_times(own_database: str, tmp_path: Path) -> None:
    count, chance = int(os.environ.get("YUZHENG_BENCH_COUNT", "10000")), random.Random()
    begun = time.perf_counter()
    ready = await confirmed_session(count)
    issuer = Issuer(own_database, await approved(ready), tmp_path, ready.preparer)
    _say(f"{count} people taught, assessed and approved", begun)
    for moment in sorted(chance.sample(range(1, count - count // 20), 3)):
        begun = time.perf_counter()
        before = await _issued()
        assert await issuer.killed_at(moment, HELPED, chance.uniform(0, 1))
        _say(f"killed after {moment}; this run issued {await _issued() - before}", begun)
    begun, before = time.perf_counter(), await _issued()
    last = await issuer.started(HELPED)
    assert await last.wait() == 0
    _say(f"resumed and issued the other {count - before}", begun, count - before)
    begun = time.perf_counter()
    await _everything_is_accounted_for(tmp_path, count)
    _say("numbers, places, files, history and log accounted for", begun)
    assert issuer.helpers() == []


def _say(what: str, begun: float, documents: int = 0) -> None:
    spent = time.perf_counter() - begun
    pace = f", {documents / spent:.1f} a second" if documents else ""
    sys.stderr.write(f"{what}: {spent:.0f} s{pace}\n")


async def _issued() -> int:
    return int(await fetchval("SELECT count(*) FROM certificate WHERE status = 'issued'"))


async def _until_issued(moment: int) -> None:
    """Until so many are issued; for none: until the process has begun to work."""
    begun = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    others = await fetchval(begun)
    while (  # noqa: ASYNC110 - another process is watched through the database
        (await fetchval(begun) <= others) if not moment else (await _issued() < moment)
    ):
        await asyncio.sleep(0.01)


async def _everything_is_accounted_for(folder: Path, count: int) -> None:
    rows = await fetch("SELECT id, public_id, number, status, pdf_sha256 FROM certificate ORDER BY number")
    assert [row["status"] for row in rows] == ["issued"] * count
    assert [int(row["number"][16:]) for row in rows] == list(range(1, count + 1))
    assert await fetchval("SELECT last_serial FROM number_series") == count
    told = await fetch(
        "SELECT subject_id, count(*) AS n FROM history WHERE kind = 'certificate.issued' GROUP BY subject_id"
    )
    assert {row["subject_id"]: row["n"] for row in told} == {row["id"]: 1 for row in rows}
    _files_are_whole(folder, {row["public_id"]: row["pdf_sha256"] for row in rows})
    assert await fetchval("SELECT status FROM certificate_batch") == "issued"
    await _everyone_is_signed_and_logged_once(folder, count)


async def _everyone_is_signed_and_logged_once(folder: Path, count: int) -> None:
    assert await sequence() == count
    report = await check_log()
    assert (report.size, report.waiting, report.problems) == (count, 0, [])
    rows = await fetch(
        "SELECT c.public_id, k.status_list, k.status_index, k.token, k.body FROM certificate c"
        " JOIN credential k ON k.certificate_id = c.id"
    )
    assert len({(row["status_list"], row["status_index"]) for row in rows}) == count
    assert len({row["token"] for row in rows}) == count
    for row in rows:
        brought = read_file(path_of(folder, row["public_id"]).read_bytes())
        assert brought.body == row["body"], "what travels in the document is what is kept"


def _files_are_whole(folder: Path, digests: dict[str, bytes]) -> None:
    for public_id, digest in digests.items():
        assert hashlib.sha256(path_of(folder, public_id).read_bytes()).digest() == digest
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".pdf"}  # no draft is left behind
    assert len(files) == len(digests)
