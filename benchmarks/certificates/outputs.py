"""A batch's documents made, filed, and put into one ZIP and one file for the press: seconds and memory."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psutil

from benchmarks.certificates import ours
from certificates.batches.documents import Form, Wanted, Work
from certificates.issuing.filing import path_of
from certificates.issuing.means import Press, use_press


@contextmanager
def _told(what: str) -> Iterator[None]:
    clock, processor = time.perf_counter(), time.process_time()
    yield
    wall, seconds = time.perf_counter() - clock, time.process_time() - processor
    memory = psutil.Process().memory_info().rss / 1e6
    click.echo(f"{what}: {seconds:.1f} s of processor, {wall:.1f} s of wall, {memory:.0f} MB resident")


def outputs(folder: Path, count: int) -> None:
    """Without the database and without syncing each document to the disk."""
    documents = folder / "documents"
    use_press(Press("https://yuzheng.example.org", documents))
    with _told(f"{count:,} documents made and written"):
        wanted = list(_filed(folder, documents, count))
    forms: tuple[Form, ...] = ("zip", "pdf")
    for form in forms:
        work = Work(folder / f"batch.{form}", form, wanted, "批次")
        with _told(f"{form} of {count:,}"):
            work.open()
            for chunk in work.chunks():
                work.take(chunk)
            size = work.finish()
        click.echo(f"  {size / 1e6:,.0f} MB")


def _filed(folder: Path, documents: Path, count: int) -> Iterator[Wanted]:
    make = ours.batch(folder)
    for n in range(count):
        document, public_id = make(n), f"{n % 256:02x}{n:06d}"
        path = path_of(documents, public_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document)
        yield Wanted(public_id, f"S000036000017263{n:06d}", hashlib.sha256(document).digest())
