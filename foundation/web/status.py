"""The one map of statuses: a status has one word, one colour and one icon everywhere."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from foundation.text import Text, text

Meaning = Literal["valid", "attention", "stopped", "information", "neutral"]


class Look(msgspec.Struct, frozen=True):
    """How a status is shown."""

    word: Text
    meaning: Meaning
    icon: str


STATUSES: Final[dict[str, Look]] = {
    "enrolment.draft": Look(text("Draft"), "neutral", "pencil"),
    "enrolment.submitted": Look(text("Awaiting review"), "attention", "hourglass"),
    "enrolment.active": Look(text("In training"), "information", "book-open"),
    "enrolment.deferred": Look(text("Deferred"), "neutral", "circle-pause"),
    "enrolment.completed": Look(text("Training completed"), "valid", "circle-check"),
    "enrolment.withdrawn": Look(text("Left the training"), "neutral", "log-out"),
    "enrolment.transferred": Look(text("Transferred out"), "neutral", "arrow-right"),
    "import.previewed": Look(text("To be confirmed"), "attention", "hourglass"),
    "import.confirmed": Look(text("Imported"), "valid", "circle-check"),
    "import.discarded": Look(text("Set aside"), "neutral", "x"),
    "course.draft": Look(text("Draft"), "neutral", "pencil"),
    "course.published": Look(text("Published"), "valid", "circle-check"),
    "course.closed": Look(text("Closed"), "neutral", "lock"),
    "offer.draft": Look(text("Draft"), "neutral", "pencil"),
    "offer.open": Look(text("Open"), "valid", "circle-check"),
    "offer.paused": Look(text("Paused"), "attention", "circle-pause"),
    "offer.filled": Look(text("Filled"), "information", "users"),
    "offer.closed": Look(text("Closed"), "neutral", "lock"),
    "round.collecting": Look(text("Collecting wishes"), "information", "inbox"),
    "round.matching": Look(text("Matching"), "information", "refresh-cw"),
    "round.proposed": Look(text("Proposed"), "attention", "hourglass"),
    "round.confirmed": Look(text("Confirmed"), "valid", "circle-check"),
    "round.closed": Look(text("Closed"), "neutral", "lock"),
    "placement.proposed": Look(text("Proposed"), "attention", "hourglass"),
    "placement.accepted": Look(text("Accepted"), "information", "thumbs-up"),
    "placement.blocked": Look(text("Something is missing"), "stopped", "octagon-alert"),
    "placement.active": Look(text("On placement"), "information", "baby"),
    "placement.interrupted": Look(text("Interrupted"), "attention", "circle-pause"),
    "placement.completed": Look(text("Placement completed"), "valid", "circle-check"),
    "placement.assessed": Look(text("Assessed"), "valid", "badge-check"),
    "placement.cancelled": Look(text("Cancelled"), "neutral", "x"),
    "session.planned": Look(text("Planned"), "neutral", "calendar"),
    "session.open": Look(text("Open"), "valid", "circle-check"),
    "session.held": Look(text("Held"), "attention", "pen-line"),
    "session.publicised": Look(text("Publicised"), "information", "megaphone"),
    "session.confirmed": Look(text("Confirmed"), "valid", "circle-check"),
    "entry.applied": Look(text("Applied"), "neutral", "send"),
    "entry.eligible": Look(text("Eligible"), "valid", "circle-check"),
    "entry.ineligible": Look(text("Not eligible"), "stopped", "ban"),
    "entry.scheduled": Look(text("Scheduled"), "information", "calendar"),
    "entry.sat": Look(text("Sat the examination"), "information", "pen-line"),
    "entry.absent": Look(text("Absent"), "attention", "user-x"),
    "entry.scored": Look(text("Scored"), "information", "list-checks"),
    "entry.publicised": Look(text("Publicised"), "information", "megaphone"),
    "entry.confirmed": Look(text("Confirmed"), "valid", "circle-check"),
    "entry.failed": Look(text("Did not pass"), "stopped", "x"),
    "entry.annulled": Look(text("Annulled"), "stopped", "ban"),
    "screening.clear": Look(text("No ban found"), "valid", "shield-check"),
    "screening.possible": Look(text("Possible match, to be judged"), "attention", "triangle-alert"),
    "screening.strong": Look(text("Match"), "stopped", "ban"),
    "screening.stale": Look(text("Screening out of date"), "attention", "history"),
    "match.open": Look(text("Possible match, to be judged"), "attention", "triangle-alert"),
    "match.proposed": Look(text("Awaiting a second person"), "attention", "hourglass"),
    "match.cleared": Look(text("Ruled out"), "valid", "shield-check"),
    "match.confirmed": Look(text("Match confirmed"), "stopped", "ban"),
    "match.ended": Look(text("Ended with the ban"), "neutral", "undo-2"),
    "ban.drafted": Look(text("Drafted"), "neutral", "pencil"),
    "ban.awaiting_second": Look(text("Awaiting a second person"), "attention", "hourglass"),
    "ban.unscreenable": Look(text("Cannot be searched for yet"), "attention", "search-x"),
    "ban.active": Look(text("In force"), "stopped", "ban"),
    "ban.under_remedy": Look(text("Under remedy"), "attention", "scale"),
    "ban.amended": Look(text("Amended"), "information", "file-pen"),
    "ban.lifted": Look(text("Lifted"), "neutral", "undo-2"),
    "ban.rejected": Look(text("Not entered"), "neutral", "x"),
    "certificate.reserved": Look(text("Number reserved"), "neutral", "hash"),
    "certificate.prepared": Look(text("Prepared"), "information", "file-text"),
    "certificate.issued": Look(text("Issued"), "valid", "badge-check"),
    "certificate.valid": Look(text("Valid"), "valid", "circle-check"),
    "certificate.suspended": Look(text("Suspended"), "attention", "circle-pause"),
    "certificate.withdrawn": Look(text("Withdrawn"), "stopped", "ban"),
    "certificate.superseded": Look(text("Replaced by a newer one"), "neutral", "refresh-cw"),
    "certificate.voided": Look(text("Voided"), "stopped", "x"),
    "certificate.expired": Look(text("Expired"), "neutral", "calendar-x"),
    "certificate.not_issued": Look(text("Not issued"), "neutral", "circle-dashed"),
    "batch.drafted": Look(text("Draft"), "neutral", "pencil"),
    "batch.submitted": Look(text("Awaiting a second person"), "attention", "hourglass"),
    "batch.approved": Look(text("Approved"), "valid", "circle-check"),
    "batch.returned": Look(text("Sent back"), "attention", "undo-2"),
    "batch.issuing": Look(text("Being issued"), "information", "refresh-cw"),
    "batch.issued": Look(text("Issued"), "valid", "badge-check"),
    "batch.cancelled": Look(text("Cancelled"), "neutral", "x"),
    "filing.registered": Look(text("Registration received"), "information", "inbox"),
    "filing.submitted": Look(text("Submitted"), "attention", "hourglass"),
    "filing.filed": Look(text("Filed"), "valid", "circle-check"),
    "filing.change_submitted": Look(text("Change submitted"), "attention", "file-pen"),
    "filing.cancelled": Look(text("Filing cancelled"), "neutral", "x"),
    "nonconformity.none": Look(text("No open finding"), "valid", "circle-check"),
    "nonconformity.found": Look(text("Does not meet the conditions"), "attention", "triangle-alert"),
    "nonconformity.published": Look(
        text("Does not meet the conditions, published"), "stopped", "octagon-alert"
    ),
    "nonconformity.rectified": Look(text("Put right"), "valid", "badge-check"),
    "hire.asked": Look(text("To be answered"), "neutral", "send"),
    "hire.answered": Look(text("Answered"), "information", "message-square"),
    "hire.hired": Look(text("Hired"), "valid", "circle-check"),
    "hire.not_hired": Look(text("Not hired"), "neutral", "x"),
    "hire.pending": Look(text("Still being looked into"), "attention", "hourglass"),
    "hire.clear": Look(text("No record found"), "valid", "shield-check"),
    "hire.hit": Look(text("A record was found"), "stopped", "ban"),
    "hire.sealed_na": Look(text("Nothing may be disclosed (sealed)"), "neutral", "lock"),
    "hire.kept": Look(text("Stays employed"), "valid", "circle-check"),
    "hire.ended": Look(text("Employment ended"), "neutral", "log-out"),
    "hire.due": Look(text("Yearly check due"), "attention", "calendar"),
    "hire.overdue": Look(text("Overdue"), "stopped", "clock"),
    "complaint.received": Look(text("Received"), "neutral", "inbox"),
    "complaint.accepted": Look(text("Taken up"), "information", "circle-check"),
    "complaint.investigating": Look(text("Being looked into"), "information", "search"),
    "complaint.answered": Look(text("Answered"), "information", "message-square"),
    "complaint.closed": Look(text("Closed"), "neutral", "lock"),
    "outside.unconfirmed": Look(text("To be confirmed"), "attention", "hourglass"),
    "outside.confirmed": Look(text("Confirmed"), "valid", "circle-check"),
    "delivery.queued": Look(text("On its way"), "information", "send"),
    "delivery.sent": Look(text("Delivered"), "valid", "circle-check"),
    "delivery.failed": Look(text("Not delivered"), "stopped", "circle-alert"),
    "delivery.dropped": Look(text("Set aside"), "neutral", "x"),
    "job.queued": Look(text("Waiting to start"), "neutral", "clock"),
    "job.running": Look(text("Running"), "information", "refresh-cw"),
    "job.cancelling": Look(text("Being stopped"), "attention", "hourglass"),
    "job.done": Look(text("Finished"), "valid", "circle-check"),
    "job.failed": Look(text("Broke off"), "stopped", "circle-alert"),
    "job.cancelled": Look(text("Stopped"), "neutral", "x"),
    "task.todo": Look(text("To do"), "neutral", "circle"),
    "task.started": Look(text("Begun"), "information", "circle-dashed"),
    "task.done": Look(text("Done"), "valid", "circle-check"),
    "task.blocked": Look(text("Cannot start yet"), "neutral", "lock"),
}


def status_of(name: str) -> Look:
    """The look of a status; an unknown name is a mistake in the code and raises KeyError."""
    return STATUSES[name]
