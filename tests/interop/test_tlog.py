"""The log as it is served, checked by Go's own verifier of transparency logs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from certificates.log.actions import sequence
from certificates.log.rules import WIDTH
from foundation.database import execute, fetchval
from foundation.web.edge import Site
from tests.certificates.builders import confirmed_session, issued
from tests.certificates.conftest import app as app
from tests.foundation.web.browser import Browser

pytestmark = pytest.mark.interop

HERE = Path(__file__).parent
#: More than two whole tiles and a part; the older log ends in the middle of the second.
_HAPPENS = """
INSERT INTO certificate_event (certificate_id, kind)
SELECT c.id, CASE n % 2 WHEN 1 THEN 'held' ELSE 'released' END
  FROM certificate c CROSS JOIN generate_series(1, $1::integer) AS n ORDER BY n
"""


class Mirror:
    """What a visitor copies of the log, as files at the addresses' paths."""

    def __init__(self, folder: Path, visitor: Browser) -> None:
        self.folder, self._visitor = folder, visitor

    async def take(self, path: str, name: str = "") -> None:
        answer = await self._visitor.get(f"/log/{path}")
        assert answer.status_code == 200, path
        file = self.folder / (name or path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer.content)

    async def tiles(self, size: int) -> None:
        """Every tile and bundle of the log when it was of this size."""
        level, count = 0, size
        while count:
            for number in range(-(-count // WIDTH)):
                part = f".p/{count - number * WIDTH}" if count - number * WIDTH < WIDTH else ""
                await self.take(f"tile/{level}/{number:03d}{part}")
                if level == 0:
                    await self.take(f"tile/entries/{number:03d}{part}")
            level, count = level + 1, count // WIDTH


def verified(mirror: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    """`scripts/system-packages interop` installs Go and its verifier from the distribution."""
    assert shutil.which("go"), "run `make interop`: it installs Go first"
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(cache),
        "GOFLAGS": "",
    }
    command = ["go", "run", str(HERE / "tlog" / "main.go"), str(mirror)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)


async def test_gos_own_verifier_checks_every_tile_entry_and_proof(app: Site, tmp_path: Path) -> None:
    await issued(await confirmed_session(1), tmp_path / "documents")
    visitor = Browser(app)
    mirror = Mirror(tmp_path / "mirror", visitor)
    await execute(_HAPPENS, 299)
    assert await sequence() == 300
    await mirror.take("key")
    await mirror.take("checkpoint", "checkpoint.old")
    await mirror.tiles(300)
    await execute(_HAPPENS.replace("WHEN 1", "WHEN 0"), 300)
    assert await sequence() == 300
    await mirror.take("checkpoint")
    await mirror.tiles(600)
    done = verified(mirror.folder, tmp_path / "cache")
    assert (done.returncode, done.stdout) == (0, "300 600\n"), done.stderr
    for file, at in (
        ("tile/entries/001", 40),
        ("tile/0/000", 40),
        ("checkpoint.old", 30),
        ("checkpoint", 30),
    ):
        sound = (mirror.folder / file).read_bytes()
        (mirror.folder / file).write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert verified(mirror.folder, tmp_path / "cache").returncode == 1, file
        (mirror.folder / file).write_bytes(sound)
    assert await fetchval("SELECT count(*) FROM log_checkpoint") == 2
