"""How long one person and one new ban take, and what a person costs in processor time."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final

import msgspec
import psutil

from benchmarks.screening.database.people import draft
from benchmarks.screening.population import Person
from foundation.actor import Actor
from foundation.database import execute, fetch, fetchval
from screening.bans.actions import record
from screening.matching.rules import MATCHER_VERSION
from screening.screenings.actions import screen, screen_planned
from screening.screenings.known import known, register_now
from screening.sweeps.planning import drop_plan, make_plan
from screening.sweeps.walking import SLICE


class Waits(msgspec.Struct, frozen=True):
    """Milliseconds that something took, again and again."""

    name: str
    times: list[float]

    def share(self, part: float) -> float:
        return sorted(self.times)[min(int(len(self.times) * part), len(self.times) - 1)]

    @property
    def row(self) -> str:
        figures = " | ".join(f"{self.share(part):.1f}" for part in (0.5, 0.95, 0.99))
        return f"| {self.name} | {len(self.times):,} | {figures} | {max(self.times):.1f} |"


async def some_people(count: int, seed: int) -> list[uuid.UUID]:
    """People of the register, in no order."""
    rows = await fetch("SELECT id FROM person TABLESAMPLE SYSTEM (100) ORDER BY id")
    return random.Random(seed).sample([row["id"] for row in rows], count)  # noqa: S311 - people to measure by


async def neighbours(count: int) -> list[uuid.UUID]:
    """People of the register as a sweep comes to them: one after the other, from somewhere in the middle."""
    everybody = await fetchval("SELECT count(*) FROM person")
    return [row["id"] for row in await fetch(_NEIGHBOURS, count, max(everybody // 2 - count, 0))]


_NEIGHBOURS: Final = "SELECT id FROM person ORDER BY id LIMIT $1 OFFSET $2"


async def screening(actor: Actor, people: Sequence[uuid.UUID]) -> Waits:
    async def one(person_id: uuid.UUID) -> None:
        await screen(actor, person_id, "enrol", "enrolment")

    return await _waits("screen one person", people, one)


async def recording(actor: Actor, made: Sequence[Person]) -> Waits:
    async def one(person: Person) -> None:
        await record(actor, draft(person))

    return await _waits("record one ban, everybody compared", made, one)


async def committing(count: int) -> Waits:
    """What the disk takes for the least there is to commit."""

    async def one(_: int) -> None:
        await execute("UPDATE ban_list SET max_age_hours = max_age_hours")

    return await _waits("commit one row", range(count), one)


async def _waits(name: str, subjects: Iterable[Any], one: Callable[[Any], Awaitable[None]]) -> Waits:
    times = []
    for subject in subjects:
        begun = time.perf_counter()
        await one(subject)
        times.append((time.perf_counter() - begun) * 1000)
    return Waits(name, times)


async def open_entries() -> None:
    """Every entry of the register is opened, as it is once by whoever compares many."""
    register = await register_now(MATCHER_VERSION)
    rows = await fetch("SELECT id FROM ban ORDER BY id")
    for at in range(0, len(rows), 500):
        await known(register, [row["id"] for row in rows[at : at + 500]])


async def cost(actor: Actor, people: Sequence[uuid.UUID], postmaster: int) -> float:
    """Microseconds of processor time a person takes in a sweep, here and in the database, plan included."""
    everybody: int = await fetchval("SELECT count(*) FROM person")
    await drop_plan()
    begun = processor_time(postmaster)
    await make_plan()
    planning = (processor_time(postmaster) - begun) / everybody
    begun = processor_time(postmaster)
    for at in range(0, len(people), SLICE):
        await screen_planned(actor, people[at : at + SLICE], "yearly", "yearly sweep")
    return (planning + (processor_time(postmaster) - begun) / len(people)) * 1e6


def processor_time(postmaster: int, other: int | None = None) -> float:
    """Seconds spent by the database and by one other or this, with what they have started."""
    return _with_children(postmaster) + _with_children(other or os.getpid())


def _with_children(number: int) -> float:
    root = psutil.Process(number)
    total = 0.0
    for one in (root, *root.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total
