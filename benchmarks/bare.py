"""The least that could answer: Litestar, asyncpg, one look-up by key; no headers, no limits, no log."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import uvicorn
from litestar import Litestar, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

_LOOK_UP = """
SELECT number, version, holder_name, occupation_code, level, issued_on, expires_on, status
  FROM certificate WHERE token_hash = $1
"""


class _Pool:
    pool: asyncpg.Pool


@get("/v/{token:str}")
async def look_up(token: FromPath[str]) -> dict[str, Any]:
    """The row as it lies there."""
    row = await _Pool.pool.fetchrow(_LOOK_UP, hashlib.sha256(token.encode()).digest())
    if row is None:
        raise NotFoundException
    return dict(row)


@asynccontextmanager
async def _pool(_: Litestar) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["YUZHENG_DATABASE_URL"], min_size=8, max_size=8) as _Pool.pool:
        yield


if __name__ == "__main__":
    uvicorn.run(
        Litestar([look_up], lifespan=[_pool], openapi_config=None, logging_config=None),
        host="127.0.0.1",
        port=int(os.environ["YUZHENG_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
    )
