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
        """Take a connection back; one that is not at rest as asyncpg does."""
        inner, holder = connection._con, connection._holder
        if inner is None or holder._pool is not self or not _at_rest(inner, holder):
            await super().release(connection, timeout=timeout)
            return
        inner._on_release()
        holder._timeout = None
        holder._release()
        holder._setup_inactive_callback()
        await asyncio.sleep(0)  # whoever waited for it comes before us, who may want the next at once


def _at_rest(connection: Any, holder: Any) -> bool:
    """Whether nothing has to be undone, nobody listens, and it is not to be replaced by a new one."""
    protocol = connection._protocol
    return not (
        connection.is_closed()
        or protocol.is_in_transaction()
        or protocol._is_cancelling()
        or connection._listeners
        or connection._log_listeners
        or protocol.queries_count >= holder._max_queries
        or holder._generation != holder._pool._generation
    )
