"""Each step of a filing as a page offers it: who may take it and when, what it asks for, what it means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.text import Text, text
from foundation.web.forms import Lines
from registry.filings import actions
from registry.filings.queries import FilingRecord
from registry.organisations.rules import FilingState, NonconformityState, filed

_SUBMIT = "registry.filing.submit"
_DECIDE = "registry.filing.decide"
_PUBLISH = "registry.filing.publish"

F = TypeVar("F", bound=msgspec.Struct)


_LABELS: dict[str, Text] = {
    "papers": text("Papers"),
    "staff_on_duty": text("Staff on duty"),
    "carers": text("Carers"),
    "promise": text("Filing promise"),
    "summary": text("What has changed"),
    "receipt_no": text("Receipt number"),
    "reason": text("Reason"),
}

Count = Annotated[int, Meta(ge=0, le=10_000)]
Words = Annotated[Lines, Meta(min_length=2, max_length=1_000)]


class SubmitForm(actions.Submission, kw_only=True):
    """The filing form 备案书 with its promise 备案承诺书."""

    staff_on_duty: Count
    carers: Count
    labels: ClassVar[dict[str, Text]] = _LABELS


class ChangeForm(msgspec.Struct):
    """A change of what was filed."""

    summary: Words
    staff_on_duty: Count
    carers: Count
    labels: ClassVar[dict[str, Text]] = _LABELS


class ReceiptForm(msgspec.Struct):
    """The number of the receipt 备案回执."""

    receipt_no: Annotated[str, Meta(min_length=2, max_length=60)]
    labels: ClassVar[dict[str, Text]] = _LABELS


class ReasonForm(msgspec.Struct):
    """Why."""

    reason: Words
    labels: ClassVar[dict[str, Text]] = _LABELS


class Nothing(msgspec.Struct):
    """A step that needs no more words."""


class Step(msgspec.Struct, Generic[F], frozen=True, kw_only=True):
    """A step with its page."""

    name: str
    title: Text
    permission: str
    form: type[F]
    run: Callable[[Actor, str, F], Awaitable[None]]
    fits: Callable[[Actor, FilingRecord], bool]
    #: What it means, in the words of the document that results.
    statement: Text
    undo: Text
    done: Text
    undoable: bool = False
    kind: str = "primary"


async def _submit(actor: Actor, public_id: str, wanted: SubmitForm) -> None:
    await actions.submit(actor, public_id, wanted)


async def _change(actor: Actor, public_id: str, wanted: ChangeForm) -> None:
    await actions.submit_change(actor, public_id, wanted.summary, wanted.staff_on_duty, wanted.carers)


async def _receipt(actor: Actor, public_id: str, wanted: ReceiptForm) -> None:
    await actions.give_receipt(actor, public_id, wanted.receipt_no)


async def _send_back(actor: Actor, public_id: str, wanted: ReasonForm) -> None:
    await actions.send_back(actor, public_id, wanted.reason)


async def _cancel(actor: Actor, public_id: str, wanted: ReasonForm) -> None:
    await actions.cancel(actor, public_id, wanted.reason)


async def _find(actor: Actor, public_id: str, wanted: ReasonForm) -> None:
    await actions.find_nonconforming(actor, public_id, wanted.reason)


async def _publish(actor: Actor, public_id: str, wanted: Nothing) -> None:
    await actions.publish_finding(actor, public_id)


async def _rectify(actor: Actor, public_id: str, wanted: ReasonForm) -> None:
    await actions.rectify(actor, public_id, wanted.reason)


_OPEN = (NonconformityState.FOUND, NonconformityState.PUBLISHED)
_WAITING = (FilingState.SUBMITTED, FilingState.CHANGE_SUBMITTED)


def _is_own(actor: Actor, shown: FilingRecord) -> bool:
    return shown.organisation_id == actor.organisation_id


STEPS: list[Step[Any]] = [
    Step(
        name="submit",
        title=text("Submit the filing"),
        permission=_SUBMIT,
        form=SubmitForm,
        run=_submit,
        fits=lambda actor, shown: _is_own(actor, shown) and shown.status is FilingState.REGISTERED,
        statement=text(
            "We file our institution with the county's health commission, and promise that what we hand in"
            " is true and that we keep the standards for childcare institutions."
        ),
        undo=text("The health commission can send it back to be completed."),
        undoable=True,
        done=text("The filing is submitted. The receipt is due within five working days."),
    ),
    Step(
        name="change",
        title=text("Submit a change"),
        permission=_SUBMIT,
        form=ChangeForm,
        run=_change,
        fits=lambda actor, shown: _is_own(actor, shown) and shown.status is FilingState.FILED,
        statement=text("What was filed has changed. The filing holds until the change is answered."),
        undo=text("The health commission can send it back to be completed."),
        undoable=True,
        done=text("The change is submitted. The receipt is due within five working days."),
    ),
    Step(
        name="receipt",
        title=text("Give the receipt"),
        permission=_DECIDE,
        form=ReceiptForm,
        run=_receipt,
        fits=lambda actor, shown: shown.status in _WAITING and shown.finding not in _OPEN,
        statement=text(
            "The papers are complete. The institution receives the filing receipt and may host trainees"
            " from today. Filing is a notification, not a licence."
        ),
        undo=text("A filing ends only by being cancelled; a finding is published."),
        done=text("The receipt is given."),
    ),
    Step(
        name="send-back",
        title=text("Send back to be completed"),
        permission=_DECIDE,
        form=ReasonForm,
        run=_send_back,
        fits=lambda actor, shown: shown.status in _WAITING,
        statement=text("Something is missing. The institution reads the reason and hands in again."),
        undo=text("The institution can submit again at any time."),
        undoable=True,
        done=text("The filing is sent back; the institution reads the reason."),
        kind="secondary",
    ),
    Step(
        name="finding",
        title=text("Note a finding"),
        permission=_PUBLISH,
        form=ReasonForm,
        run=_find,
        fits=lambda actor, shown: (
            shown.finding not in _OPEN and (filed(shown.status) or shown.status is FilingState.SUBMITTED)
        ),
        statement=text(
            "The institution does not meet the standards. From today it may take no new trainees; within"
            " fifteen working days it is told, with reasons, and the finding is published."
        ),
        undo=text("The finding ends when the shortcomings were put right."),
        undoable=True,
        done=text("The finding is noted. Publish it within fifteen working days."),
        kind="danger",
    ),
    Step(
        name="publish",
        title=text("Publish the finding"),
        permission=_PUBLISH,
        form=Nothing,
        run=_publish,
        fits=lambda actor, shown: shown.finding is NonconformityState.FOUND,
        statement=text("The institution has been told, with reasons. The finding becomes public."),
        undo=text("The finding ends when the shortcomings were put right."),
        undoable=True,
        done=text("The finding is published."),
        kind="danger",
    ),
    Step(
        name="rectified",
        title=text("Shortcomings put right"),
        permission=_PUBLISH,
        form=ReasonForm,
        run=_rectify,
        fits=lambda actor, shown: shown.finding in _OPEN,
        statement=text("The institution meets the standards again and may host trainees."),
        undo=text("A new finding can be noted at any time."),
        undoable=True,
        done=text("The finding has ended."),
    ),
    Step(
        name="cancel",
        title=text("Cancel the filing"),
        permission=_DECIDE,
        form=ReasonForm,
        run=_cancel,
        fits=lambda actor, shown: shown.status is not FilingState.CANCELLED,
        statement=text("The institution has closed, or its registration has ended. The filing ends today."),
        undo=text("A new filing begins with a new registration."),
        done=text("The filing is cancelled."),
        kind="quiet",
    ),
]
