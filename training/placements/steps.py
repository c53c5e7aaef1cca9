"""Each step of a placement as a page offers it: who may take it and when, what it asks for, what it means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.text import Text, text
from training.placements import actions, hosting
from training.placements.queries import PlacementView

_ASSIGN = "training.placement.assign"
_SIGN = "training.placement.sign"
_ACCEPT = "training.placement.accept"
_LOG = "training.placement.log_sign"
_ASSESS = "training.placement.assess"
_APPRAISE = "training.placement.appraise"
_BEFORE = ("proposed", "accepted", "blocked")


class Nothing(msgspec.Struct):
    """A step that needs no more words."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step with its page."""

    name: str
    title: Text
    permission: tuple[str, ...]
    sides: tuple[str, ...]
    states: tuple[str, ...]
    run: Callable[[Actor, str, Any], Awaitable[None]]
    done: Text
    form: type[msgspec.Struct] = Nothing
    statement: Text | None = None
    undo: Text | None = None
    undoable: bool = False
    kind: str = "secondary"

    def fits(self, actor: Actor, shown: PlacementView) -> bool:
        """Whether the actor's side takes this step in this state."""
        own = {"college": shown.college_id, "host": shown.host_id}
        side = any(own[one] == actor.organisation_id for one in self.sides)
        return side and shown.status in self.states and any(actor.may(one) for one in self.permission)


async def _start(actor: Actor, public_id: str, _: Nothing) -> None:
    await actions.start(actor, public_id)


async def _resume(actor: Actor, public_id: str, _: Nothing) -> None:
    await hosting.resume(actor, public_id)


async def _complete(actor: Actor, public_id: str, _: Nothing) -> None:
    await hosting.complete(actor, public_id)


async def _assess(actor: Actor, public_id: str, _: Nothing) -> None:
    await hosting.assess(actor, public_id)


STEPS: list[Step] = [
    Step(
        name="start",
        title=text("Begin the placement"),
        permission=(_ASSIGN,),
        sides=("college",),
        states=("accepted", "blocked"),
        run=_start,
        statement=text(
            "The trainee begins at the host. The trainee is screened now, and the host's filing and the"
            " number of its trainees are looked at again. If anything is missing, it"
            " does not begin."
        ),
        undo=text("A placement that has begun can be interrupted or cancelled, with the reason."),
        done=text("The placement has begun."),
        kind="primary",
    ),
    Step(
        name="papers",
        title=text("Record the papers"),
        permission=(_SIGN,),
        sides=("college",),
        states=_BEFORE,
        form=actions.Papers,
        run=actions.record_papers,
        done=text("The papers are recorded."),
    ),
    Step(
        name="sign",
        title=text("Record a signature"),
        permission=(_SIGN,),
        sides=("college",),
        states=_BEFORE,
        form=actions.Signature,
        run=actions.sign,
        done=text("The signature is recorded."),
    ),
    Step(
        name="accept",
        title=text("Accept the trainee"),
        permission=(_ACCEPT,),
        sides=("host",),
        states=("proposed",),
        form=actions.Acceptance,
        run=actions.accept,
        statement=text(
            "We take the trainee, name a mentor who guides the whole placement, and have signed the agreement"
            " of school, host and trainee. A trainee is never alone with children and does not count as a"
            " carer."
        ),
        undo=text("Until the first day the school can cancel the placement."),
        undoable=True,
        done=text("The trainee is accepted. The school begins the placement on the first day."),
        kind="primary",
    ),
    Step(
        name="log",
        title=text("Log a day"),
        permission=(_LOG,),
        sides=("host",),
        states=("active",),
        form=hosting.WorkedDay,
        run=hosting.log_day,
        done=text("The day is logged and signed."),
        kind="primary",
    ),
    Step(
        name="complete",
        title=text("Complete the placement"),
        permission=(_ASSIGN,),
        sides=("college",),
        states=("active",),
        run=_complete,
        statement=text(
            "The last day is over and the hours are logged. Both sides appraise the trainee then."
        ),
        undo=text("After this no day is logged any more."),
        done=text("The placement is completed. Now both sides appraise the trainee."),
        kind="primary",
    ),
    Step(
        name="appraise",
        title=text("Appraise the trainee"),
        permission=(_ASSESS, _APPRAISE),
        sides=("college", "host"),
        states=("completed",),
        form=hosting.Appraisal,
        run=hosting.appraise,
        done=text("The appraisal is recorded."),
        kind="primary",
    ),
    Step(
        name="assess",
        title=text("Assess the placement"),
        permission=(_ASSESS,),
        sides=("college",),
        states=("completed",),
        run=_assess,
        statement=text("Both sides have appraised the trainee; the placement is passed."),
        undo=text("An assessed placement does not change any more."),
        done=text("The placement is assessed."),
    ),
    Step(
        name="interrupt",
        title=text("Interrupt the placement"),
        permission=(_ASSIGN, _LOG),
        sides=("college", "host"),
        states=("active",),
        form=hosting.Because,
        run=hosting.interrupt,
        statement=text("The placement stops for a while; the other side reads the reason."),
        undo=text("It goes on when either side resumes it."),
        undoable=True,
        done=text("The placement is interrupted."),
    ),
    Step(
        name="resume",
        title=text("Resume the placement"),
        permission=(_ASSIGN, _LOG),
        sides=("college", "host"),
        states=("interrupted",),
        run=_resume,
        statement=text("The placement goes on from today."),
        undo=text("It can be interrupted again."),
        undoable=True,
        done=text("The placement goes on."),
        kind="primary",
    ),
    Step(
        name="cancel",
        title=text("Cancel the placement"),
        permission=(_ASSIGN,),
        sides=("college",),
        states=(*_BEFORE, "active", "interrupted"),
        form=hosting.Because,
        run=hosting.cancel,
        statement=text("The placement ends here and does not count. The host reads the reason."),
        undo=text("A cancelled placement stays cancelled; a new one can be proposed."),
        done=text("The placement is cancelled."),
        kind="quiet",
    ),
]
