"""Public verification against the least that could answer, by requests per second of processor time.

    make bench-verify                     exits with 1 when a target is missed
    python -m benchmarks.verify --rounds 9 --seconds 4

Server on core 0; database and load on core 1. The three are asked in turn, round by round, so that whatever
else the machine does falls on all of them alike. Requests per second of wall time are shown, not judged.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import click
import msgspec
import psutil
import uvloop

from benchmarks.evidence import add_evidence
from benchmarks.load import put_load
from benchmarks.register import COUNT, fill
from foundation.migrations import migrate
from foundation.postgres import start_embedded, stop_embedded
from foundation.settings import Settings

_SERVER_CORE, _OTHER_CORE = 0, 1
_BARE, _SITE = 8741, 8742
#: Seconds in which nearly every certificate is asked for once.
_FIRST = 10.0
#: The command itself, with all its routes and its worker for background jobs.
_SERVE = "from yuzheng.cli import main; main()"


class Subject(msgspec.Struct, frozen=True):
    """One of those that are compared; `target` is its least share of the first one's rate."""

    name: str
    port: int
    path: str
    words: tuple[bytes, ...]
    target: float


SUBJECTS = (
    Subject("bare Litestar + asyncpg, JSON", _BARE, "/v/{token}", (b'"issued"',), 1.0),
    Subject("verification, JSON", _SITE, "/api/v1/verifications/{token}", (b'"valid"', b'"suspended"'), 0.8),
    Subject("verification, HTML", _SITE, "/v/{token}", ("有效".encode(), "暂停".encode()), 0.65),
)


class Measured(msgspec.Struct, frozen=True):
    """One subject in one round."""

    per_cpu_second: float
    per_second: float
    p50: float
    p99: float
    wrong: int


@click.command()
@click.option("--rounds", default=7, show_default=True)
@click.option("--seconds", default=3.0, show_default=True, help="of load on each subject in each round")
@click.option("--count", default=COUNT, show_default=True, help="certificates in the register")
def main(rounds: int, seconds: float, count: int) -> None:
    """Measure, print, and say by the exit code whether the targets are met."""
    psutil.Process().cpu_affinity([_OTHER_CORE])  # the database, which is started from here, inherits it
    with tempfile.TemporaryDirectory(prefix="yz", dir="/tmp") as folder:
        url = start_embedded(Path(folder) / "data")
        try:
            results = uvloop.run(_measure(url, folder, rounds, seconds, count))
        finally:
            stop_embedded(Path(folder) / "data")
    sys.exit(0 if _report(results, rounds, seconds, count) else 1)


async def _measure(
    url: str, folder: str, rounds: int, seconds: float, count: int
) -> dict[str, list[Measured]]:
    await migrate(url)
    tokens, asked = await fill(url, count)
    await add_evidence(url, Settings(data_dir=Path(folder) / "site", port=_SITE), asked)
    results: dict[str, list[Measured]] = {subject.name: [] for subject in SUBJECTS}
    with (
        _server("bare", ["-m", "benchmarks.bare"], url, folder, _BARE) as bare,
        _server("site", ["-c", _SERVE, "serve"], url, folder, _SITE) as site,
    ):
        servers = {_BARE: bare, _SITE: site}
        for number in range(rounds + 1):
            for subject in SUBJECTS:
                measured = await _ask(subject, servers[subject.port], tokens, seconds if number else _FIRST)
                if number:
                    results[subject.name].append(measured)
                else:  # every certificate for the first time: its evidence is weighed
                    click.echo(f"first look: {subject.name:32}{measured.per_cpu_second:>10,.0f} per CPU-s")
    return results


async def _ask(subject: Subject, server: psutil.Process, tokens: list[str], seconds: float) -> Measured:
    before = _processor_time(server)
    load = await put_load(subject.port, subject.path, tokens, subject.words, seconds=seconds)
    spent = _processor_time(server) - before
    return Measured(
        load.answered / spent, load.answered / load.seconds, load.wait(0.5), load.wait(0.99), load.wrong
    )


def _processor_time(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)


@contextmanager
def _server(name: str, arguments: list[str], url: str, folder: str, port: int) -> Iterator[psutil.Process]:
    environment = os.environ | {
        "YUZHENG_DATABASE_URL": url,
        "YUZHENG_DATA_DIR": f"{folder}/{name}",
        "YUZHENG_PORT": str(port),
    }
    with (Path(folder) / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, *arguments], env=environment, stdout=log, stderr=log
        )
    try:
        psutil.Process(process.pid).cpu_affinity([_SERVER_CORE])
        _wait_for(port, process, Path(folder) / f"{name}.log")
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise click.ClickException(log.read_text()[-4000:])
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise click.ClickException(f"nothing answers on port {port}")


def _report(results: dict[str, list[Measured]], rounds: int, seconds: float, count: int) -> bool:
    click.echo(f"{count:,} certificates, 32 connections, {rounds} rounds of {seconds:g} s each; medians")
    heads = ("per CPU-s", "ratio", "target", "per s", "p50 ms", "p99 ms", "wrong")
    click.echo(f"{'':32}" + "".join(f"{head:>10}" for head in heads))
    met = [_line(subject, results[subject.name], results[SUBJECTS[0].name]) for subject in SUBJECTS]
    return all(met)


def _line(subject: Subject, mine: list[Measured], base: list[Measured]) -> bool:
    """Print one subject's line; whether it met its target without a wrong answer."""
    pairs = zip(mine, base, strict=True)
    ratio = median(own.per_cpu_second / other.per_cpu_second for own, other in pairs)
    wrong = sum(one.wrong for one in mine)
    click.echo(
        f"{subject.name:32}{median(one.per_cpu_second for one in mine):>10,.0f}{ratio:>10.2f}"
        f"{subject.target:>10.2f}{median(one.per_second for one in mine):>10,.0f}"
        f"{median(one.p50 for one in mine):>10.1f}{median(one.p99 for one in mine):>10.1f}{wrong:>10}"
    )
    return ratio >= subject.target and wrong == 0


if __name__ == "__main__":
    main()
