"""`yuzheng screen PEOPLE.jsonl --list LIST.jsonl`: who of these people may be on that list; no database."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from math import isnan
from pathlib import Path
from typing import BinaryIO, Final

import click
import msgspec

from screening.matching.entries import read_line
from screening.matching.explaining import explain
from screening.matching.listing import Listing
from screening.matching.profile import Profile
from screening.matching.rules import state_of
from screening.matching.threshold import threshold

_CHUNK: Final = 2_000
#: Below, starting another process and giving it the list takes longer than the comparing.
_WORTH_A_PROCESS: Final = 20_000
_WRITER: Final = msgspec.json.Encoder()

Numbered = tuple[int, bytes]


class _Screen:
    """The list, ready; each process has its own by inheritance."""

    listing: Listing
    numbers: list[int]
    people: str
    least: float


_SCREEN: Final = _Screen()


@click.command()
@click.argument("people", type=click.File("rb"))
@click.option(
    "--list", "listed", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The list, one JSON object a line.",
)  # fmt: skip
@click.option(
    "--threshold", "bits", type=float, callback=lambda _, __, bits: _a_number(bits),
    help="Bits from which on a pair is told; follows the list's length.",
)  # fmt: skip
@click.option("--processes", type=click.IntRange(1), help="How many processes share the work.")
def screen(people: BinaryIO, listed: Path, bits: float | None, processes: int | None) -> None:
    """Compare PEOPLE (JSON Lines, - for standard input) with a list, one line out for each pair found.

    Keys of a line: name, former (a list), doc (RIC, HKM, TW, PP, FPR …), no, dob, sex (F or M); others are
    left aside. Out: person and listed (line numbers from 0), state, bits and the evidence, masked.
    """
    with listed.open("rb") as lines:
        told = [(number, read_line(line, listed.name, number)) for number, line in _lines(lines)]
    _SCREEN.numbers = [number for number, _ in told]
    _SCREEN.listing = Listing(identity for _, identity in told)
    gc.collect()
    gc.freeze()  # the list stays; looking through it again and again would take longer than comparing
    _SCREEN.least = threshold(len(_SCREEN.listing)) if bits is None else bits
    _SCREEN.people = Path(people.name).name
    chunks = _chunks(_lines(people))
    for found in _answers(chunks, processes or _workers()):
        click.echo(found, nl=False)


def _a_number(bits: float | None) -> float | None:
    """Nothing reaches a threshold that is no number: everybody would be clear."""
    if bits is not None and isnan(bits):
        raise click.BadParameter("not a number")
    return bits


def _workers() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _lines(file: BinaryIO) -> Iterator[Numbered]:
    """The lines that say something, under their number in the file."""
    for number, line in enumerate(file):
        stripped = line.removeprefix(b"\xef\xbb\xbf").strip()
        if stripped:
            yield number, stripped


def _chunks(lines: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    chunk: list[Numbered] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _answers(chunks: Iterator[list[Numbered]], processes: int) -> Iterator[bytes]:
    """In the order of the people; other processes only where there is enough to do."""
    first = [chunk for _, chunk in zip(range(_WORTH_A_PROCESS // _CHUNK), chunks, strict=False)]
    if processes == 1 or len(first) < _WORTH_A_PROCESS // _CHUNK or not hasattr(os, "fork"):
        yield from map(_compare, first)
        yield from map(_compare, chunks)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as pool:
        waiting = [pool.submit(_compare, chunk) for chunk in first]
        while waiting:
            yield waiting.pop(0).result()
            if (chunk := next(chunks, None)) is not None:
                waiting.append(pool.submit(_compare, chunk))


def _compare(chunk: list[Numbered]) -> bytes:
    out = bytearray()
    for number, line in chunk:
        person = Profile(read_line(line, _SCREEN.people, number))
        for place, found in _SCREEN.listing.compare(person, _SCREEN.least):
            banned = _SCREEN.listing.profiles[place]
            state = state_of(found, _SCREEN.least)
            evidence = [
                {
                    "feature": piece.feature,
                    "agrees": piece.agrees,
                    "message": piece.message.english(),
                    "person": piece.person,
                    "listed": piece.banned,
                    "bits": piece.bits,
                }
                for piece in explain(person, banned, found, len(_SCREEN.listing))
            ]
            hit = {
                "person": number,
                "listed": _SCREEN.numbers[place],
                "state": str(state),
                "bits": round(found.bits, 2),
                "evidence": evidence,
            }
            out += _WRITER.encode(hit) + b"\n"
    return bytes(out)
