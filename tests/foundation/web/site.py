"""A small site with a route of every kind, for the tests of the web kit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from foundation.actor import Actor
from foundation.database import execute
from foundation.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    Refused,
    Rule,
    Stale,
    TooMany,
    Unavailable,
)
from foundation.text import Text, text
from foundation.web.access import SignedIn, Visitor
from foundation.web.forms import CORRECTABLE, Upload, between, read_form
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.sessions import sign_in, sign_out, start_visit, switch_role

OFFICER = UUID("00000000-0000-7000-8000-000000000001")
ROLE = UUID("00000000-0000-7000-8000-000000000002")
OTHER_ROLE = UUID("00000000-0000-7000-8000-000000000003")


async def load_actor(account_id: UUID, role_id: UUID | None) -> Actor | None:
    """Everybody exists but the account whose number ends with f."""
    if account_id.hex.endswith("f"):
        return None
    may = {"test.thing.view"} if role_id == ROLE else {"test.thing.view", "test.thing.approve"}
    return Actor(
        account_id, "王芳", UUID(int=9), "南昌托育学校", "college", "360100", "registrar", frozenset(may)
    )


async def load_bearer(token: str) -> Actor | None:
    return await load_actor(OFFICER, ROLE) if token == "good" else None


@get("/", opt={"public": True})
async def home(request: Request, visitor: Visitor) -> Answer:
    return render(
        request, "problem.html", problem={"status": 200, "title": visitor.name if visitor else "nobody"}
    )


@get("/v/{token:str}", opt={"public": True, "bare": True})
async def verify(request: Request, token: FromPath[str]) -> Answer:
    return render(request, "problem.html", problem={"status": 200, "title": "verified"})


@get("/login", opt={"public": True})
async def login_page(request: Request) -> Answer:
    start_visit(request)
    return render(request, "problem.html", problem={"status": 200, "title": "login"})


@post("/login", opt={"public": True})
async def login(request: Request) -> Answer:
    await sign_in(request, OFFICER, role_id=ROLE)
    return see_other(request, "/", flash=text("Try again in a minute."))


@post("/logout", opt={"signed_in": True})
async def logout(request: Request) -> Answer:
    await sign_out(request)
    return see_other(request, "/")


@post("/role", opt={"signed_in": True})
async def role(request: Request) -> Answer:
    await switch_role(request, OTHER_ROLE)
    return see_other(request, "/")


@get("/me", opt={"signed_in": True})
async def me(actor: SignedIn) -> dict[str, str]:
    return {"name": actor.name}


@get("/things", opt={"permission": "test.thing.view"})
async def things(request: Request) -> Answer:
    return render(request, "problem.html", problem={"status": 200, "title": "things"})


@post("/things/approve", opt={"permission": "test.thing.approve"})
async def approve(actor: SignedIn) -> dict[str, str]:
    return {"approved_by": actor.name}


@get("/either", opt={"permission": ("test.thing.approve", "test.thing.view")})
async def either() -> dict[str, bool]:
    return {"ok": True}


class Thing(msgspec.Struct):
    """A form with a field of many kinds."""

    name: Annotated[str, Meta(min_length=2, max_length=8)]
    born: date
    score: Annotated[Decimal, between(0, 100)]
    hours: int | None = None
    modules: list[str] = []
    consent: bool = False
    sheet: Upload | None = None
    labels: ClassVar[dict[str, Text]] = {"name": text("Name"), "born": text("Date of birth")}


SAVED: list[Thing] = []


@post("/things", opt={"permission": "test.thing.view"})
async def add_thing(request: Request) -> Answer:
    try:
        thing = await read_form(request, Thing, max_file_bytes=1000)
        if thing.name == "taken":
            raise Conflict(text("The name is taken."), field="name")
        SAVED.append(thing)
    except CORRECTABLE as error:
        return form_page(request, error)
    return see_other(request, "/things", flash=text("Try again in a minute."))


def form_page(request: Request, error: DomainError | None) -> Answer:
    return render(request, "tests/thing.html", error=error)


@post("/bare", opt={"public": True, "bare": True})
async def bare_post(request: Request) -> dict[str, Any]:
    return {"form": dict(await request.form())}


@post("/api/things", opt={"permission": "test.thing.view"})
async def api_things(actor: SignedIn) -> dict[str, str]:
    return {"by": actor.name}


class Order(msgspec.Struct):
    """A JSON body."""

    count: Annotated[int, Meta(ge=1)]
    name: str


@post("/api/orders", opt={"permission": "test.thing.view"})
async def api_order(data: JSONBody[Order]) -> Order:
    return data


@get("/numbers", opt={"public": True})
async def numbers(count: FromQuery[int]) -> dict[str, int]:
    return {"count": count}


RULE = Rule("R1", text("At least 18 years"), "人社厅发〔2021〕92号", "第五条", "V")
ERRORS: dict[str, DomainError] = {
    "not-found": NotFound(),
    "forbidden": Forbidden(text("Not allowed")),
    "conflict": Conflict(text("The name is taken.")),
    "stale": Stale(text("The name is taken.")),
    "refused": Refused(text("The name is taken."), rule=RULE, remedy=text("Try again.")),
    "unavailable": Unavailable(text("The database is not connected.")),
    "too-many-requests": TooMany(text("There were too many failed tries to sign in."), retry_after=17),
}


@get(["/fail/{kind:str}", "/api/fail/{kind:str}"], opt={"public": True})
async def fail(kind: FromPath[str]) -> None:
    if kind == "internal":
        raise ValueError("王小明 369999200001010012")
    if kind == "outage":
        raise ConnectionRefusedError
    raise ERRORS[kind]


@get("/store", opt={"public": True})
async def store(request: Request) -> None:
    await execute("SELECT $1::text || 'x'", request.query_params.get("text"))


ROUTES = [
    home, verify, login_page, login, logout, role, me, things, approve, either, add_thing, bare_post,
    api_things, api_order, numbers, fail, store,
]  # fmt: skip
