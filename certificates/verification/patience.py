"""How long visitors wait before they hear that it cannot be checked: one timer for all of them.

`asyncio.timeout` sets a timer for each, which is a twentieth of what a look-up costs.
"""

from __future__ import annotations

import asyncio
from types import TracebackType


class Patience:
    """`with patience:` around what must end within its seconds; raises `TimeoutError` where it does not.

    Looked at twice in that time, so that somebody may wait half as long again.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._since: dict[asyncio.Task[object], float] = {}
        self._given_up: set[asyncio.Task[object]] = set()
        self._looking: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        self._since[task] = loop.time()
        if self._looking is None:
            self._looking = loop.call_later(self.seconds / 2, self._look, loop)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        del self._since[task]
        if self._given_up and task in self._given_up:
            self._given_up.discard(task)
            if task.uncancel() == 0 and kind is asyncio.CancelledError:
                raise TimeoutError from error

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking = None
        for task in [one for one, since in self._since.items() if loop.time() - since >= self.seconds]:
            if task not in self._given_up:
                self._given_up.add(task)
                task.cancel()
        if self._since:
            self._looking = loop.call_later(self.seconds / 2, self._look, loop)
