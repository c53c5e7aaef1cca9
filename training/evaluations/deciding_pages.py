"""The steps of a session that have an effect: each with a check before it and word of what follows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import ClassVar, Final

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.twice import taken_before
from registry.working_days.rules import unsettled_years
from training.alarms.queries import open_alarms
from training.evaluations import actions, publicity
from training.evaluations.numbers import publicity_term
from training.evaluations.pages import own, session_context
from training.evaluations.publicity import require_may_confirm, tally
from training.evaluations.queries import SessionView, entries_of
from training.evaluations.rules import SessionState, publicity_ends


class StepForm(msgspec.Struct):
    """Only the publicity asks for something: a day later than the first possible one."""

    until: date | None = None
    labels: ClassVar[dict[str, Text]] = {"until": text("Last day of the publicity")}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step with its page."""

    name: str
    title: Text
    permission: str
    state: SessionState
    run: Callable[[Actor, str, StepForm], Awaitable[object]]
    statement: Text
    undo: Text
    undoable: bool = False
    told: tuple[Text, ...] = ()
    done: Text


async def _open(actor: Actor, public_id: str, _: StepForm) -> None:
    await actions.open_session(actor, public_id)


async def _hold(actor: Actor, public_id: str, _: StepForm) -> None:
    await actions.hold(actor, public_id)


async def _publicise(actor: Actor, public_id: str, form: StepForm) -> None:
    await publicity.publicise(actor, public_id, form.until)


async def _confirm(actor: Actor, public_id: str, _: StepForm) -> None:
    await publicity.confirm(actor, public_id)


STEPS = [
    Step(
        name="open",
        title=text("Open for candidates"),
        permission="training.evaluation.plan",
        state=SessionState.PLANNED,
        run=_open,
        statement=text("From now on candidates are entered; each of them is checked and screened."),
        undo=text("Candidates who have a ticket keep it."),
        done=text("The session is open for candidates."),
    ),
    Step(
        name="hold",
        title=text("Record that the examination was held"),
        permission="training.evaluation.plan",
        state=SessionState.OPEN,
        run=_hold,
        statement=text(
            "The examination has taken place. Nobody is entered any more; the scores are entered now."
        ),
        undo=text("A session that was held is not opened again."),
        done=text("The examination is recorded as held. Now the scores are entered."),
    ),
    Step(
        name="publicise",
        title=text("Publicise the results"),
        permission="training.evaluation.publicise",
        state=SessionState.HELD,
        run=_publicise,
        statement=text(
            "The results are publicised. Until the last day anybody concerned can object; a result that is"
            " corrected is publicised again for the whole time."
        ),
        undo=text("A result can be corrected with a reason while it is publicised."),
        undoable=True,
        told=(text("the candidates"), text("the colleges")),
        done=text("The results are publicised."),
    ),
    Step(
        name="confirm",
        title=text("Confirm the results"),
        permission="training.evaluation.confirm",
        state=SessionState.PUBLICISED,
        run=_confirm,
        statement=text(
            "The publicity is over. The results are confirmed: each component decides on its own, and who has"
            " passed all of them can receive a certificate."
        ),
        undo=text("A confirmed result does not change any more; it can only be annulled."),
        told=(text("the candidates"), text("the human resources office that issues the certificates")),
        done=text("The results are confirmed."),
    ),
]


_DECIDES: Final = ("publicise", "confirm")


def _pages_of(step: Step) -> list[HTTPRouteHandler]:
    address = f"/evaluations/{{public_id:str}}/{step.name}"

    @get(address, opt={"permission": step.permission}, name=f"evaluation_{step.name}_page")
    async def step_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
        session = await own(actor, public_id)
        if session.status is not step.state:
            return see_other(request, f"/evaluations/{public_id}")
        return await _check(request, actor, step, session)

    @post(address, opt={"permission": step.permission}, name=f"evaluation_{step.name}")
    async def take_step(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
        session = await own(actor, public_id)
        try:
            await step.run(actor, public_id, await read_form(request, StepForm))
        except CORRECTABLE as error:
            return await _not_taken(request, actor, step, session, error)
        flash = None if step.name in _DECIDES else step.done
        return see_other(request, _after(step, public_id), flash=flash)

    return [step_page, take_step]


async def _not_taken(
    request: Request, actor: Actor, step: Step, before: SessionView, error: DomainError
) -> Answer:
    """A second click finds the step taken: what came of it is shown instead of the question."""
    session = await own(actor, before.public_id)
    if session.status is step.state:
        return await _check(request, actor, step, session, error)
    return taken_before(request, _after(step, session.public_id))


def _after(step: Step, public_id: str) -> str:
    """Where a step leads; a receipt leads on to the session where that is past it."""
    return f"/evaluations/{public_id}/receipt" if step.name in _DECIDES else f"/evaluations/{public_id}"


async def _obstacle(actor: Actor, step: Step, session: SessionView) -> DomainError | None:
    """What would refuse the step, said before somebody tries."""
    try:
        if step.name == "confirm":
            await require_may_confirm(actor, session)
        elif step.name == "publicise":
            await publicity_term(today())
    except DomainError as error:
        return error
    return None


async def _check(
    request: Request, actor: Actor, step: Step, session: SessionView, error: DomainError | None = None
) -> Answer:
    obstacle = await _obstacle(actor, step, session)
    ends, unsettled = await _earliest_end() if step.name == "publicise" and obstacle is None else (None, ())
    entries = await entries_of(session.id)
    return render(
        request,
        "training/evaluation_step.html",
        error=error,
        step=step,
        obstacle=error or obstacle,
        tally=tally(session, entries),
        alarms=await open_alarms(session, entries) if step.name in _DECIDES else 0,
        ends=ends,
        unsettled=unsettled,
        **session_context(actor, session),
    )


async def _earliest_end() -> tuple[date, tuple[int, ...]]:
    """The first possible last day of a publicity from today, and the years that make it later."""
    term = await publicity_term(today())
    ends = publicity_ends(today(), term)
    return ends, unsettled_years(today(), ends, term.settled)


@get("/evaluations/{public_id:str}/receipt", opt={"permission": "training.evaluation.view"})
async def receipt_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    if session.status not in (SessionState.PUBLICISED, SessionState.CONFIRMED):
        return see_other(request, f"/evaluations/{public_id}")
    return render(
        request,
        "training/evaluation_receipt.html",
        tally=tally(session, await entries_of(session.id)),
        **session_context(actor, session),
    )


ROUTES = [*(handler for step in STEPS for handler in _pages_of(step)), receipt_page]
