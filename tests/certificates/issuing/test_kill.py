"""kill -9 in the middle of a batch, again and again: in the end all is issued once and accounted for."""

from __future__ import annotations

import asyncio
import hashlib
import random
import signal
import sys
from pathlib import Path

import msgspec

from certificates.credentials.offline.reading import read_file
from certificates.issuing.filing import path_of
from certificates.log.actions import sequence
from certificates.log.checking import LogReport, check_log
from foundation.database import fetch, fetchval
from foundation.sealing import keyring
from tests.certificates.builders import approved, confirmed_session

COUNT = 200
KILLS = 4
ROOT = Path(__file__).parents[3]


async def test_a_batch_of_two_hundred_survives_kill_9_at_any_moment(
    own_database: str, tmp_path: Path
) -> None:
    ready = await confirmed_session(COUNT)
    batch = await approved(ready)
    actor = msgspec.json.encode(ready.preparer).decode()
    keys = msgspec.json.encode(keyring()).decode()
    command = [sys.executable, "-m", "tests.certificates.issuing.crashing", own_database, keys]
    command += [str(batch), str(tmp_path), actor]
    chance = random.Random()
    moments = sorted(chance.sample(range(1, COUNT - 10), KILLS - 1))
    interrupted = 0
    for moment in [0, *moments]:  # 0: while numbers are being reserved
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        await _until_issued(moment)
        await asyncio.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        interrupted += await process.wait() == -signal.SIGKILL
    last = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await last.wait() == 0
    assert interrupted == KILLS
    await _everything_is_accounted_for(tmp_path)


async def _until_issued(moment: int) -> None:
    """Until so many are issued; for none: until the process has begun to work."""
    asked = "SELECT count(*) FROM certificate WHERE status = 'issued'"
    begun = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    others = await fetchval(begun)
    while (  # noqa: ASYNC110 - another process is watched through the database
        (await fetchval(begun) <= others) if not moment else (await fetchval(asked) < moment)
    ):
        await asyncio.sleep(0.01)


async def _everything_is_accounted_for(folder: Path) -> None:
    rows = await fetch("SELECT id, public_id, number, status, pdf_sha256 FROM certificate ORDER BY number")
    assert [row["status"] for row in rows] == ["issued"] * COUNT
    assert [int(row["number"][16:]) for row in rows] == list(range(1, COUNT + 1))
    assert await fetchval("SELECT last_serial FROM number_series") == COUNT
    told = await fetch(
        "SELECT subject_id, count(*) AS n FROM history WHERE kind = 'certificate.issued' GROUP BY subject_id"
    )
    assert {row["subject_id"]: row["n"] for row in told} == {row["id"]: 1 for row in rows}
    _files_are_whole(folder, {row["public_id"]: row["pdf_sha256"] for row in rows})
    assert await fetchval("SELECT status FROM certificate_batch") == "issued"
    await _everyone_is_signed_and_logged_once(folder)


async def _everyone_is_signed_and_logged_once(folder: Path) -> None:
    assert await sequence() == COUNT
    assert await check_log() == LogReport(COUNT, 1, 0, [])
    rows = await fetch(
        "SELECT c.public_id, k.status_list, k.status_index, k.token, k.body FROM certificate c"
        " JOIN credential k ON k.certificate_id = c.id"
    )
    assert len({(row["status_list"], row["status_index"]) for row in rows}) == COUNT
    assert len({row["token"] for row in rows}) == COUNT
    for row in rows:
        brought = read_file(path_of(folder, row["public_id"]).read_bytes())
        assert brought.body == row["body"], "what travels in the document is what is kept"


def _files_are_whole(folder: Path, digests: dict[str, bytes]) -> None:
    for public_id, digest in digests.items():
        assert hashlib.sha256(path_of(folder, public_id).read_bytes()).digest() == digest
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".pdf"}  # no draft is left behind
    assert len(files) == COUNT
