"""Who makes documents: a thread for a few of them, as many processes as there are cores for many.

Typesetting holds Python's lock: in processes of their own it neither waits for pages nor makes them wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Protocol

from certificates.issuing.making import Made, Means, Order, make
from certificates.issuing.wire import (
    HEAD,
    Done,
    Fault,
    Refusal,
    Sign,
    Signature,
    Work,
    framed,
    from_helper,
    length_of,
)
from foundation.cores import cores
from foundation.errors import Refused, Rule
from foundation.jobs.tables import unpack_title
from foundation.logging import describe, log

#: Fewer are done before a process has loaded what it needs.
MANY: Final = 24
_MOST: Final = 16
_PATIENCE: Final = 5.0


class Broken(Exception):
    """A helper ended or failed in the middle of a document."""


class Crew(Protocol):
    """Takes orders, gives documents. Raises what `make` raises, or `Broken`."""

    #: So many orders at a time keep everybody busy.
    at_once: int

    def submit(self, order: Order, means: Means) -> asyncio.Future[Made]: ...


@asynccontextmanager
async def crew(count: int, fonts: Path | None) -> AsyncIterator[Crew]:
    """Hands for so many documents; what they still have in them at the end is dropped."""
    hands = _Thread() if count < MANY else _Helpers(min(cores(), _MOST), fonts)
    try:
        yield hands
    finally:
        await hands.close()


class _Thread:
    """One document at a time, beside the event loop."""

    at_once = 8

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[Made]] = set()

    def submit(self, order: Order, means: Means) -> asyncio.Future[Made]:
        task = asyncio.create_task(self._make(order, means))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _make(self, order: Order, means: Means) -> Made:
        async with self._turn:
            return await asyncio.to_thread(make, order, means)


class _Helpers:
    """Processes that share one queue of orders."""

    def __init__(self, size: int, fonts: Path | None) -> None:
        self.at_once = 16 * size
        self._fonts = fonts
        self._orders: asyncio.Queue[tuple[Order, Means, asyncio.Future[Made]]] = asyncio.Queue()
        self._failed: BaseException | None = None
        self._tasks = [asyncio.create_task(self._work(), name="issuing helper") for _ in range(size)]
        for task in self._tasks:
            task.add_done_callback(self._ended)

    def submit(self, order: Order, means: Means) -> asyncio.Future[Made]:
        answer: asyncio.Future[Made] = asyncio.get_running_loop().create_future()
        if self._failed is not None:
            _tell(answer, Broken(str(self._failed)))
        else:
            self._orders.put_nowait((order, means, answer))
        return answer

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """No helper can be started: nobody may wait for a document that nobody makes."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.error("certificate.no_helper", error=type(error).__name__)
        if all(other.done() for other in self._tasks):
            self._failed = error
            while not self._orders.empty():
                _tell(self._orders.get_nowait()[2], Broken(str(error)))

    async def _work(self) -> None:
        helper = await _Helper.started(self._fonts)
        try:
            while True:
                order, means, answer = await self._orders.get()
                try:
                    made = await helper.make(order, means)
                except (Refused, Broken) as error:
                    _tell(answer, error)
                except Exception as error:  # it ended in the middle, or the line is out of step
                    log.error("certificate.helper_lost", **describe(error))
                    _tell(answer, Broken(str(error)))
                    await helper.close()
                    helper = await _Helper.started(self._fonts)
                else:
                    if not answer.cancelled():
                        answer.set_result(made)
        finally:
            await helper.close()


def _tell(answer: asyncio.Future[Made], error: Exception) -> None:
    if not answer.cancelled():
        answer.set_exception(error)


class _Helper:
    """One process and the line to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._to, self._from = process, process.stdin, process.stdout

    @classmethod
    async def started(cls, fonts: Path | None) -> _Helper:
        command = (sys.executable, "-m", "certificates.issuing.helper", str(fonts or ""))
        pipe = asyncio.subprocess.PIPE
        return cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe))

    async def make(self, order: Order, means: Means) -> Made:
        """Send the order, sign what it asks for, take the document."""
        issuer, documents = means.issuer, means.documents
        work = Work(order, issuer.address, issuer.credentials.public_key, documents.certificates)
        self._to.write(framed(work))
        while True:
            head = await self._from.readexactly(HEAD)
            said = from_helper(await self._from.readexactly(length_of(head)))
            match said:
                case Sign(what, message):
                    signer = issuer.credentials if what == "credential" else documents
                    signature = await asyncio.to_thread(signer.sign, message)
                    self._to.write(framed(Signature(signature)))
                case Done(made):
                    return made
                case Refusal() as no:
                    rule = Rule(no.identity, unpack_title(no.title), no.document, no.article, no.confidence)
                    raise Refused(unpack_title(no.message), rule=rule)
                case Fault(error):
                    log.error("certificate.helper_fault", error=error)
                    raise Broken(error)

    async def close(self) -> None:
        """Its input ends, and so does it; what does not in time is ended."""
        self._to.close()
        try:
            await asyncio.wait_for(self._process.wait(), _PATIENCE)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
