"""Installations in which the demo was played, wholly or up to some act, as processes of their own.

played     session: the whole demo, played by the command line; what it printed is `played.summary`
Folder     any data folder; `folder.play(acts)` plays its first acts, `folder.serve()` serves its site
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
#: Offices, accounts, filings, a course, a registered evaluator; nobody is enrolled yet.
BEFORE_THE_ROSTER = 2
#: Everything up to confirmed results; no batch yet.
BEFORE_THE_BATCH = 13


class Folder:
    """The data folder of an installation, and the processes that work on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.summary: dict[str, Any] = {}
        self.port = _free_port()

    @property
    def address(self) -> str:
        """Where `serve` answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What the commands need to work on this folder and on nothing else."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("YUZHENG_")}
        return clean | {"YUZHENG_DATA_DIR": str(self.path), "YUZHENG_PORT": str(self.port)}

    def run(self, *words: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """Run `yuzheng` with these words to its end."""
        return subprocess.run(
            [sys.executable, "-c", "from yuzheng.cli import main; main()", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip

    def play(self, acts: int) -> None:
        """Play the demo's first acts."""
        command = [sys.executable, "-m", "tests.acts", str(acts)]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, done.stderr[-4000:]

    @contextmanager
    def serve(self) -> Iterator[str]:
        """The real site, as `yuzheng serve` starts it; its address."""
        log = (self.path / "serve.log").open("w")
        command = [sys.executable, "-c", "from yuzheng.cli import main; main()", "serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        try:
            self._wait_for(server)
            yield self.address
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(40)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            log.close()

    def _wait_for(self, server: subprocess.Popen[bytes]) -> None:
        for _ in range(600):
            said = (self.path / "serve.log").read_text()
            assert server.poll() is None, f"the site did not start:\n{said[-4000:]}"
            try:
                with urllib.request.urlopen(f"{self.address}/health/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the site does not answer:\n{said[-4000:]}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def new_folder() -> Iterator[Folder]:
    """An empty data folder with a short path (its database listens on a socket in it), removed in the end."""
    home = Path(tempfile.mkdtemp(prefix="yz", dir="/tmp"))
    home.chmod(0o755)  # the database server may be another account's
    folder = Folder(home / "var")
    folder.path.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def played() -> Iterator[Folder]:
    """An installation in which `yuzheng demo` has played everything."""
    with new_folder() as folder:
        done = folder.run("demo", "--no-serve", "--json")
        assert done.returncode == 0, done.stderr[-4000:]
        folder.summary = json.loads(done.stdout)
        yield folder
