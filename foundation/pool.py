"""asyncpg's pool, which takes back at once what is at rest.

asyncpg starts a task for each connection that comes back, so that whoever is cancelled meanwhile still gives
it back. Where nothing is left to be waited for nobody can be cancelled, and a task is dear beside a look-up.
"""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg


class Pool(asyncpg.Pool):
    """`await Pool(url, size, …)` opens it; what is not said here is as `asyncpg.create_pool` has it."""

    def __init__(self, url: str, size: int, **connection: Any) -> None:
        super().__init__(
            url,
            min_size=1,
            max_size=size,
            max_queries=50_000,
            max_inactive_connection_lifetime=300.0,
            loop=None,
            connection_class=asyncpg.Connection,
            record_class=asyncpg.Record,
            **connection,
        )

    async def release(
        self,
        connection: Any,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - as asyncpg has it
    ) -> None:
        """Take a connection back; one that is closed, cancelled or within a transaction as asyncpg does."""
        inner = connection._con
        if inner is None or not _at_rest(inner):
            await super().release(connection, timeout=timeout)
            return
        inner._on_release()
        await connection._holder.release(timeout)
        await asyncio.sleep(0)  # whoever waited for it comes before us, who may want the next at once


def _at_rest(connection: Any) -> bool:
    protocol = connection._protocol
    return not (connection.is_closed() or protocol.is_in_transaction() or protocol._is_cancelling())
