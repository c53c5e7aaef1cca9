"""Certificates per second: ours beside naive WeasyPrint, Typst, ReportLab, fpdf2 and Chromium, in one run.

    make bench-certificates                     exits with 1 when a target is missed
    scripts/bench-certificates --rounds 7
    scripts/bench-certificates --outputs 10000  a batch made, and put into one file

Each way runs in a process of its own, warm, and all take turns, so that whatever else the machine does falls
on all of them. Seconds are those of the processor, with all processes that a way keeps; medians.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from statistics import median

import click
import msgspec
import psutil

from benchmarks.certificates import ours

COUNTS = {
    "ours, batch": 600,
    "ours, batch, unsigned": 600,
    "ours, single": 400,
    "ours, set on its own": 12,
    "naive WeasyPrint": 5,
    "Typst": 60,
    "ReportLab": 12,
    "fpdf2": 4,
    "Chromium": 6,
}
#: The module and the function that makes a way; loaded by the process that measures it, and by no other.
WAYS = {
    "ours, batch": "ours.batch",
    "ours, batch, unsigned": "ours.unsigned",
    "ours, single": "ours.single",
    "ours, set on its own": "ours.own",
    "naive WeasyPrint": "others.naive",
    "Typst": "others.typst",
    "ReportLab": "others.reportlab",
    "fpdf2": "others.fpdf2",
    "Chromium": "others.chromium",
}


class Measured(msgspec.Struct, frozen=True):
    """One way in one round."""

    way: str
    seconds: float
    wall: float
    slowest: float
    memory: float
    size: float


class Row(msgspec.Struct, frozen=True):
    """One way over all rounds: medians."""

    way: str
    rate: float
    wall_rate: float
    p95: float
    memory: float
    size: float
    beside_naive: float
    beside_typst: float


def measure(way: str, folder: Path) -> Measured:
    """Make some to warm up, then the rest under the clock; the slowest are those of this process alone."""
    module, _, name = WAYS[way].partition(".")
    make = getattr(import_module(f"benchmarks.certificates.{module}"), name)(folder)
    count = COUNTS[way]
    for n in range(max(3, count // 10)):
        make(n)
    times, size = [], 0
    begun, clock = _processor(), time.perf_counter()
    for n in range(10_000, 10_000 + count):
        at = time.process_time()
        size += len(make(n))
        times.append(time.process_time() - at)
    wall, seconds = time.perf_counter() - clock, _processor() - begun
    return Measured(
        way,
        seconds / count,
        wall / count,
        sorted(times)[int(0.95 * count)] * 1000,
        sum(one.memory_info().rss for one in _family()) / 1e6,
        size / count / 1000,
    )


def _family() -> list[psutil.Process]:
    own = psutil.Process()
    return [own, *own.children(recursive=True)]


def _processor() -> float:
    return sum(one.cpu_times().user + one.cpu_times().system for one in _family())


def rounds(count: int, folder: Path) -> list[dict[str, Measured]]:
    """Every way in turn, again and again."""
    found = []
    for n in range(count):
        print(f"round {n + 1} of {count}", file=sys.stderr)  # noqa: T201 - it takes minutes
        found.append({way: _apart(way, folder) for way in WAYS})
    return found


def _apart(way: str, folder: Path) -> Measured:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "benchmarks.certificates",
        "--one",
        way,
        "--folder",
        str(folder),
    ]
    told = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603
    return msgspec.json.decode(told.splitlines()[-1], type=Measured)


def table(found: list[dict[str, Measured]]) -> list[Row]:
    """Medians; a ratio is the median of the rounds' ratios."""
    return [
        Row(
            way,
            1 / median(one[way].seconds for one in found),
            1 / median(one[way].wall for one in found),
            median(one[way].slowest for one in found),
            median(one[way].memory for one in found),
            median(one[way].size for one in found),
            median(one["naive WeasyPrint"].seconds / one[way].seconds for one in found),
            median(one["Typst"].seconds / one[way].seconds for one in found),
        )
        for way in WAYS
    ]


def targets(rows: list[Row]) -> list[tuple[str, bool]]:
    """What the product must reach, and whether it did."""
    by = {row.way: row for row in rows}
    batch, single, own = by["ours, batch"], by["ours, single"], by["ours, set on its own"]
    return [
        (f"batch ≥ 10 × Typst: {batch.beside_typst:.1f}", batch.beside_typst >= 10),
        (f"batch ≥ 200 × naive WeasyPrint: {batch.beside_naive:.0f}", batch.beside_naive >= 200),
        (f"set on its own ≥ 4 × naive WeasyPrint: {own.beside_naive:.1f}", own.beside_naive >= 4),
        (f"on demand, p95 ≤ 2 ms of processor: {single.p95:.2f}", single.p95 <= 2),
        (f"a worker ≤ 80 MB: {batch.memory:.0f}", batch.memory <= 80),
        (f"a file ≤ 125 kB: {batch.size:.0f}", batch.size <= 125),
    ]


def said(rows: list[Row]) -> str:
    """As a table in Markdown."""
    head = "| way | documents/s of processor | documents/s of wall | p95 ms | MB | kB | × naive | × Typst |\n"
    lines = [
        f"| {r.way} | {r.rate:,.1f} | {r.wall_rate:,.1f} | {r.p95:.2f} | {r.memory:.0f} | {r.size:.0f}"
        f" | {r.beside_naive:.1f} | {r.beside_typst:.2f} |"
        for r in rows
    ]
    return head + "|---|---:|---:|---:|---:|---:|---:|---:|\n" + "\n".join(lines)


@click.command()
@click.option("--rounds", "count", default=5, help="How often each way takes its turn.")
@click.option("--one", type=click.Choice(list(WAYS)), help="Measure this way alone, for the program itself.")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where the plan lies, for the program itself."
)
@click.option(
    "--outputs", "many", type=int, help="Instead: make so many, and put them into one file each way."
)
def main(count: int, one: str | None, folder: Path | None, many: int | None) -> None:
    """Measure and compare."""
    if one and folder:
        click.echo(msgspec.json.encode(measure(one, folder)))
        return
    with tempfile.TemporaryDirectory(prefix="yuzheng-press-") as made:
        ours.prepare(Path(made))
        if many:
            import_module("benchmarks.certificates.outputs").outputs(Path(made), many)
            return
        rows = table(rounds(count, Path(made)))
    click.echo(said(rows) + "\n")
    reached = targets(rows)
    for words, held in reached:
        click.echo(f"{'✓' if held else '✗'} {words}")
    sys.exit(0 if all(held for _, held in reached) else 1)


if __name__ == "__main__":
    main()
