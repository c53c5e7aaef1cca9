"""Every route × every role × own and foreign objects: allowed, 403 or 404, as the tables here declare.

A line says which roles may use a route and of what kind its object is. `unseen`: roles that hold the
permission but to whom the demo's object does not belong. `common`: the object belongs to nobody. `foreign`:
what somebody from elsewhere is answered, where it is not 404. A route that no table names fails, and so does
a line whose route is gone.
"""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from foundation.web.access import handlers
from registry.accounts.data import ROLES
from tests.access.world import LEFT_BY_LOOKING, World, whole_world
from tests.played import Folder

_TABLES = sorted(Path(__file__).parent.glob("*.toml"))
_TURNED_AWAY: Final = {401, 403, 404}


def _declared() -> dict[str, dict[str, Any]]:
    lines: dict[str, dict[str, Any]] = {}
    for table in _TABLES:
        for route, line in tomllib.loads(table.read_text("utf-8")).items():
            assert route not in lines, f"{route} is declared twice"
            lines[route] = line
    return lines


DECLARED: Final = _declared()
SIGNED_IN: Final = [route for route, line in DECLARED.items() if not line.get("public")]
PUBLIC: Final = [route for route, line in DECLARED.items() if line.get("public")]


@pytest.fixture(scope="module")
async def world(played: Folder, pool: str) -> AsyncIterator[World]:
    """The played demo; nothing that is asked of it stays."""
    async with whole_world(played.path) as one:
        yield one


async def test_every_route_is_declared_and_every_declaration_has_its_route(world: World) -> None:
    routes = {
        f"{method} {path}"
        for path, handler in handlers(world.app)
        for method in handler.http_methods - {"OPTIONS", "HEAD"}
    }
    assert routes - set(DECLARED) == set(), "say in tests/access/*.toml who may use them"
    assert set(DECLARED) - routes == set(), "these routes are gone"


async def test_roles_are_all_known() -> None:
    named = {role for line in DECLARED.values() for key in ("roles", "unseen") for role in _roles(line, key)}
    assert named == set(ROLES)


@pytest.mark.parametrize("route", SIGNED_IN)
async def test_roles_at_home(world: World, route: str) -> None:
    line = DECLARED[route]
    method, path = route.split(" ", 1)
    before = await world.written()
    wrong = {}
    for role, browser in world.own.items():
        answer = await world.ask(browser, method, _address(world, path, line, role))
        expected = "403"
        if role in _roles(line, "roles"):
            expected = "404" if role in _roles(line, "unseen") else "allowed"
        if _outcome(answer) != expected:
            wrong[role] = f"{answer.status_code}, should be {expected}"
    assert wrong == {}
    if method == "GET":
        changed = {name for name, times in (await world.written()).items() if times != before.get(name, 0)}
        assert changed <= LEFT_BY_LOOKING, "looking changes nothing"


@pytest.mark.parametrize("route", SIGNED_IN)
async def test_roles_from_elsewhere(world: World, route: str) -> None:
    line = DECLARED[route]
    method, path = route.split(" ", 1)
    wrong = {}
    for role, browser in world.foreign.items():
        answer = await world.ask(browser, method, _address(world, path, line, role))
        expected = "403"
        if role in _roles(line, "roles"):
            hidden = "foreign" in line or ("object" in line and not line.get("common"))
            expected = str(line.get("foreign", 404)) if hidden else "allowed"
        told = [name for name in world.secrets if name in answer.text]
        if told or (str(answer.status_code) if expected.isdigit() else _outcome(answer)) != expected:
            wrong[role] = f"{answer.status_code}, should be {expected}; tells {told[:3]}"
    assert wrong == {}


@pytest.mark.parametrize("route", SIGNED_IN)
async def test_nobody_without_signing_in(world: World, route: str) -> None:
    line = DECLARED[route]
    method, path = route.split(" ", 1)
    address = _address(world, path, line, "registrar")
    answer = await world.ask(world.stranger, method, address)
    if address.startswith("/api/"):
        assert answer.status_code == 401
        assert answer.headers["content-type"].startswith("application/problem+json")
    else:
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login")


@pytest.mark.parametrize("route", PUBLIC)
async def test_anybody(world: World, route: str) -> None:
    method, path = route.split(" ", 1)
    await world.stranger.get("/login")  # its form needs a session
    address = path.replace("{token:str}", "A" * 22).replace("{digest:str}/{name:path}", "0/none.css")
    answer = await world.ask(world.stranger, method, address.replace("{path:str}", "none"))
    assert answer.status_code not in (401, 403)
    assert not answer.headers.get("location", "").startswith("/login")


def _address(world: World, path: str, line: dict[str, Any], role: str) -> str:
    query = f"?{line['query']}" if "query" in line else ""
    return (world.path(path, line["object"], role) if "object" in line else path) + query


def _roles(line: dict[str, Any], key: str) -> set[str]:
    said = line.get(key, [])
    return set(ROLES) if said == "every" else set(said)


def _outcome(answer: httpx.Response) -> str:
    return str(answer.status_code) if answer.status_code in _TURNED_AWAY else "allowed"
