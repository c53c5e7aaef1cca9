"""Theory papers for programs: keys by one person and agreed to by another, the papers that are kept."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from foundation.actor import Actor
from foundation.errors import Invalid
from foundation.spreadsheets.findings import faults
from foundation.web.access import SignedIn
from training.evaluations.api import within
from training.evaluations.pages import own
from training.evaluations.uploads import BODY, UploadIn
from training.papers.actions import DECIDE, KeyAnswer, decide_key, enter_keys
from training.papers.importing import SCORE, SetAside, set_aside
from training.papers.queries import KeyView, PaperView, in_force, keys_of, papers_of
from training.papers.rules import Item, score
from training.questions.actions import QuestionsRefused


class ItemOut(msgspec.Struct, frozen=True):
    """An item with its right answer: letters in order, or T or F."""

    number: int
    answer: str
    options: int
    points: Decimal


class KeyOut(msgspec.Struct, frozen=True, kw_only=True):
    """A key; `verdict` is agreed, rejected, or null while it waits; the one `in_force` scores papers."""

    id: str
    version: str
    items: list[ItemOut]
    entered_by: str | None
    entered_at: datetime
    verdict: str | None
    reason: str
    decided_by: str | None
    decided_at: datetime | None
    in_force: bool


class KeysOut(msgspec.Struct, frozen=True):
    """`entered`: the versions whose keys are new and wait for the second person."""

    entered: list[str]
    keys: list[KeyOut]


class PaperOut(msgspec.Struct, frozen=True, kw_only=True):
    """A paper: "" is blank, * could not be read. `computed` stands beside the score that was `entered`."""

    ticket_no: str
    version: str
    answers: list[str]
    handed_in_at: datetime | None
    room: str
    seat: int
    entered: Decimal | None
    computed: Decimal | None
    absent: bool


class PapersOut(msgspec.Struct, frozen=True):
    """A page of papers by ticket number."""

    total: int
    items: list[PaperOut]


@get("/api/v1/evaluations/{public_id:str}/papers", opt={"permission": SCORE})
async def api_papers(
    actor: SignedIn, public_id: FromPath[str], limit: FromQuery[int] = 50, offset: FromQuery[int] = 0
) -> PapersOut:
    """The papers that are kept, each with the score that key and answers come to."""
    session = await own(actor, public_id)
    most, first = within(limit, offset)
    papers, keys = await papers_of(session.id), in_force(await keys_of(session.id))
    return PapersOut(len(papers), [_paper(one, keys) for one in papers[first : first + most]])


@post("/api/v1/evaluations/{public_id:str}/papers/set-aside", opt={"permission": SCORE}, status_code=200)
async def api_set_aside(actor: SignedIn, public_id: FromPath[str], data: JSONBody[SetAside]) -> PapersOut:
    """Set a paper aside that was read wrongly, with a reason; another one can be taken in."""
    await set_aside(actor, public_id, data)
    session = await own(actor, public_id)
    return PapersOut(len(await papers_of(session.id)), [])


@get("/api/v1/evaluations/{public_id:str}/papers/keys", opt={"permission": SCORE})
async def api_keys(actor: SignedIn, public_id: FromPath[str]) -> list[KeyOut]:
    """Every key by version: the one that waits, the one in force, the others."""
    return await _keys(actor, public_id)


@post(
    "/api/v1/evaluations/{public_id:str}/papers/keys",
    opt={"permission": SCORE},
    status_code=201,
    request_max_body_size=BODY,
)
async def api_enter_keys(actor: SignedIn, public_id: FromPath[str], data: JSONBody[UploadIn]) -> KeysOut:
    """Send a sheet of keys, all or none; they wait for the second person. Again: nothing is doubled."""
    try:
        entered = await enter_keys(actor, public_id, data.content)
    except QuestionsRefused as refused:
        raise Invalid(faults(refused.problems), refused.message) from None
    return KeysOut(entered, await _keys(actor, public_id))


@post(
    "/api/v1/evaluations/{public_id:str}/papers/keys/{key:str}/decision",
    opt={"permission": DECIDE},
    status_code=200,
)
async def api_decide_key(
    actor: SignedIn, public_id: FromPath[str], key: FromPath[str], data: JSONBody[KeyAnswer]
) -> list[KeyOut]:
    """Agree to a key (`agreed`) or reject it with a reason (`rejected`), as another person."""
    await decide_key(actor, public_id, key, data)
    return await _keys(actor, public_id)


async def _keys(actor: Actor, public_id: str) -> list[KeyOut]:
    session = await own(actor, public_id)
    return [_key(one) for one in await keys_of(session.id)]


def _key(one: KeyView) -> KeyOut:
    return KeyOut(
        id=one.public_id,
        version=one.version,
        items=[ItemOut(item.number, item.answer, item.options, item.points) for item in one.items],
        entered_by=one.entered_by_name,
        entered_at=one.entered_at,
        verdict=one.verdict,
        reason=one.reason,
        decided_by=one.decided_by_name,
        decided_at=one.decided_at,
        in_force=one.in_force,
    )


def _paper(one: PaperView, keys: dict[str, tuple[Item, ...]]) -> PaperOut:
    return PaperOut(
        ticket_no=one.ticket_no,
        version=one.version,
        answers=list(one.answers),
        handed_in_at=one.handed_in_at,
        room=one.room,
        seat=one.seat,
        entered=one.entered,
        computed=score(keys[one.version], one.answers) if one.version in keys else None,
        absent=one.absent,
    )


ROUTES = [api_papers, api_set_aside, api_keys, api_enter_keys, api_decide_key]
