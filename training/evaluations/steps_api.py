"""The steps of a session for programs: enter candidates, open, hold, publicise, correct, confirm."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.language import say
from foundation.web.access import SignedIn
from training.evaluations import actions, publicity
from training.evaluations.api import EntryOut, SessionOut, entry_out, session_out
from training.evaluations.entering import Refusal, enter_cohort
from training.evaluations.pages import EnterForm
from training.evaluations.queries import find_entry, find_session
from training.evaluations.scoring import Correction, correct

_PLAN = "training.evaluation.plan"


class UntilIn(msgspec.Struct, frozen=True):
    """The last day of the publicity; the first possible one where none is given."""

    until: date | None = None


class RefusedOut(msgspec.Struct, frozen=True):
    """Who is not admitted, by which rule, what is missing, and from which day on they would be."""

    entry: str
    name: str
    rule: str
    missing: list[str]
    earliest: date | None


class EnteredOut(msgspec.Struct, frozen=True):
    """What entering a cohort did; `known` were admitted before."""

    admitted: int
    known: int
    refused: list[RefusedOut]


@post(
    "/api/v1/evaluations/{public_id:str}/candidates",
    opt={"permission": "training.evaluation.enter"},
    status_code=200,
)
async def api_enter(actor: SignedIn, public_id: FromPath[str], data: JSONBody[EnterForm]) -> EnteredOut:
    """Enter a cohort by the codes its college has given. Again: only who is not admitted is looked at."""
    done = await enter_cohort(actor, public_id, data.college_code, data.cohort_code)
    return EnteredOut(done.admitted, done.known, [_refused(one) for one in done.ineligible])


@post("/api/v1/evaluations/{public_id:str}/open", opt={"permission": _PLAN}, status_code=200)
async def api_open(actor: SignedIn, public_id: FromPath[str]) -> SessionOut:
    """Open the session for candidates; its plan is on file with the office before."""
    await actions.open_session(actor, public_id)
    return await _found(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/hold", opt={"permission": _PLAN}, status_code=200)
async def api_hold(actor: SignedIn, public_id: FromPath[str]) -> SessionOut:
    """Record that the examination was held; nobody is entered any more."""
    await actions.hold(actor, public_id)
    return await _found(actor, public_id)


@post(
    "/api/v1/evaluations/{public_id:str}/publicise",
    opt={"permission": "training.evaluation.publicise"},
    status_code=200,
)
async def api_publicise(actor: SignedIn, public_id: FromPath[str], data: JSONBody[UntilIn]) -> SessionOut:
    """Publicise every result from today."""
    await publicity.publicise(actor, public_id, data.until)
    return await _found(actor, public_id)


@post(
    "/api/v1/evaluations/{public_id:str}/confirm",
    opt={"permission": "training.evaluation.confirm"},
    status_code=200,
)
async def api_confirm(actor: SignedIn, public_id: FromPath[str]) -> SessionOut:
    """Confirm after the publicity, as another person than who publicised; from then on all is frozen."""
    await publicity.confirm(actor, public_id)
    return await _found(actor, public_id)


@post(
    "/api/v1/evaluations/entries/{public_id:str}/correction",
    opt={"permission": "training.evaluation.score"},
    status_code=200,
)
async def api_correct(actor: SignedIn, public_id: FromPath[str], data: JSONBody[Correction]) -> EntryOut:
    """Correct a publicised score; the session is publicised again afterwards, for the whole time."""
    await correct(actor, public_id, data)
    entry, session = await find_entry(actor, public_id)
    return entry_out(entry, session)


async def _found(actor: Actor, public_id: str) -> SessionOut:
    return session_out(await find_session(actor, public_id))


def _refused(one: Refusal) -> RefusedOut:
    return RefusedOut(
        one.entry_public_id, one.name, one.rule_id, [say(said) for said in one.missing], one.earliest
    )


ROUTES = [api_enter, api_open, api_hold, api_publicise, api_confirm, api_correct]
