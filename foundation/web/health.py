"""Whether the process lives, and whether it can do its work; for load balancers and watchdogs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, Final

import litestar
from litestar import Response, get

from foundation.database import fetch, fetchval
from foundation.language import FLOORS
from foundation.logging import describe, log
from foundation.sealing import keyring

#: Raises when something is not as it must be.
Check = Callable[[], Awaitable[None]]

_PATIENCE: Final = 3.0
_OPEN: Final = {"public": True, "bare": True}


class NotReady(Exception):
    """A check failed; the message is for the operator."""


async def database_answers() -> None:
    """The pool is open and PostgreSQL answers."""
    await fetchval("SELECT 1")


async def migrations_are_current() -> None:
    """Every migration that this version brings has been run."""
    done = {row["name"] for row in await fetch("SELECT name FROM migration")}
    if missing := sorted(_brought() - done):
        raise NotReady(f"migrations not run: {', '.join(missing)}")


async def keys_are_loaded() -> None:
    """The sealing keys are there; that they are the right ones was proved when they were loaded."""
    keyring()


CHECKS: Final[Mapping[str, Check]] = {
    "database": database_answers,
    "migrations": migrations_are_current,
    "keys": keys_are_loaded,
}


def _brought() -> set[str]:
    folders = [files(floor).joinpath("piccolo_migrations") for floor in FLOORS if find_spec(floor)]
    scripts = [item.name for folder in folders if folder.is_dir() for item in folder.iterdir()]
    return {
        name.removesuffix(".py") for name in scripts if name.endswith(".py") and not name.startswith("__")
    }


@get("/health/live", opt=_OPEN, include_in_schema=False)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", opt=_OPEN, include_in_schema=False)
async def ready(request: litestar.Request[Any, Any, Any]) -> Response[Any]:
    """The process can do its work; 503 and the names of the failed checks where it cannot."""
    checks: Mapping[str, Check] = request.app.state.checks
    results = {name: await _run(name, check) for name, check in checks.items()}
    is_ready = all(result == "ok" for result in results.values())
    content = {"status": "ready" if is_ready else "not ready", "checks": results}
    return Response(content, status_code=200 if is_ready else 503)


async def _run(name: str, check: Check) -> str:
    try:
        await asyncio.wait_for(check(), _PATIENCE)
    except Exception as error:
        log.warning("health.failed", check=name, **describe(error))
        return "failed"
    return "ok"
