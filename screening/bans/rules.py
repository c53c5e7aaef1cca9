"""What a ban must carry before it stands in the register, how it moves, and until when it holds.

The system never makes a ban. It records the decision of an authority, with its legal basis, its number, its
service and its remedies; a complaint, an allegation or a warning at work is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from foundation.errors import Conflict, FieldProblem, Invalid, Refused, own_rule
from foundation.text import Text, text
from registry.organisations.rules import read_credit_code
from registry.working_days.rules import Calendars, add_months, add_working_days
from screening.bans.data import BAN_KINDS, CHANNELS, DEADLINES, REMEDIES, ROLES, SCOPES, BanKind
from screening.matching.rules import Identity, searchable

TWO_PERSONS = own_rule("BAN-2P", text("A ban is entered by one person and confirmed by another"))


class Status(StrEnum):
    """Where an entry of the register stands; none is ever deleted."""

    DRAFTED = "drafted"
    UNSCREENABLE = "unscreenable"
    AWAITING_SECOND = "awaiting_second"
    ACTIVE = "active"
    UNDER_REMEDY = "under_remedy"
    AMENDED = "amended"
    LIFTED = "lifted"
    REJECTED = "rejected"


class RemedyStatus(StrEnum):
    """What has become of the decision when the banned person contested it."""

    NONE = "none"
    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"
    ANNULLED = "annulled"
    CHANGED = "changed"
    DECLARED_UNLAWFUL = "declared_unlawful"


STEPS: dict[tuple[Status, str], Status] = {
    (Status.DRAFTED, "submit"): Status.AWAITING_SECOND,
    (Status.DRAFTED, "set_aside"): Status.UNSCREENABLE,
    (Status.UNSCREENABLE, "submit"): Status.AWAITING_SECOND,
    (Status.UNSCREENABLE, "reject"): Status.REJECTED,
    (Status.AWAITING_SECOND, "confirm"): Status.ACTIVE,
    (Status.AWAITING_SECOND, "return"): Status.DRAFTED,
    (Status.AWAITING_SECOND, "reject"): Status.REJECTED,
    (Status.ACTIVE, "contest"): Status.UNDER_REMEDY,
    (Status.AMENDED, "contest"): Status.UNDER_REMEDY,
    (Status.UNDER_REMEDY, "contest"): Status.UNDER_REMEDY,
    (Status.UNDER_REMEDY, "uphold"): Status.ACTIVE,
    (Status.ACTIVE, "amend"): Status.AMENDED,
    (Status.AMENDED, "amend"): Status.AMENDED,
    (Status.UNDER_REMEDY, "amend"): Status.AMENDED,
    (Status.ACTIVE, "lift"): Status.LIFTED,
    (Status.AMENDED, "lift"): Status.LIFTED,
    (Status.UNDER_REMEDY, "lift"): Status.LIFTED,
}
LABELS = {
    Status.DRAFTED: text("Drafted"),
    Status.UNSCREENABLE: text("Cannot be searched for yet"),
    Status.AWAITING_SECOND: text("Awaiting a second person"),
    Status.ACTIVE: text("In force"),
    Status.UNDER_REMEDY: text("Under remedy"),
    Status.AMENDED: text("Amended"),
    Status.LIFTED: text("Lifted"),
    Status.REJECTED: text("Not entered"),
}
REMEDY_LABELS = {
    RemedyStatus.NONE: text("No remedy pending"),
    RemedyStatus.RECONSIDERATION: text("Under reconsideration"),
    RemedyStatus.LITIGATION: text("Under litigation"),
    RemedyStatus.ANNULLED: text("Annulled"),
    RemedyStatus.CHANGED: text("Changed by the remedy"),
    RemedyStatus.DECLARED_UNLAWFUL: text("Declared unlawful, not annulled"),
}
REMEDY_STEPS: dict[tuple[RemedyStatus, str], RemedyStatus] = {
    (RemedyStatus.NONE, "reconsider"): RemedyStatus.RECONSIDERATION,
    (RemedyStatus.NONE, "sue"): RemedyStatus.LITIGATION,
    (RemedyStatus.RECONSIDERATION, "sue"): RemedyStatus.LITIGATION,
    **{
        (status, action): result
        for status in (RemedyStatus.RECONSIDERATION, RemedyStatus.LITIGATION)
        for action, result in (
            ("uphold", RemedyStatus.NONE),
            ("annul", RemedyStatus.ANNULLED),
            ("change", RemedyStatus.CHANGED),
            ("declare_unlawful", RemedyStatus.DECLARED_UNLAWFUL),
        )
    },
}

IN_FORCE = frozenset({Status.ACTIVE, Status.UNDER_REMEDY, Status.AMENDED})
"""A decision that is contested stays in force until it is annulled (行政复议法 42, 行政诉讼法 56)."""

SEARCHED = IN_FORCE | {Status.AWAITING_SECOND}
"""An entry that waits for its second person already holds whoever carries the same document."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it is typed; an empty text or None is a field left out."""

    kind: str
    person_role: str
    scope: str
    source_channel: str
    authority_name: str
    legal_basis_document: str
    legal_basis_article: str
    document_no: str
    remedy_notice: str
    decision_on: date | None
    served_on: date | None
    effective_on: date | None
    term_until: date | None = None
    authority_uscc: str = ""
    area_code: str = ""
    identity: Identity = Identity()


_NEEDED: dict[str, Text] = {
    "authority_name": text("Name the authority that decided."),
    "legal_basis_document": text("Name the law the decision rests on."),
    "legal_basis_article": text("Name the article the decision rests on."),
    "document_no": text("Give the number of the decision."),
    "decision_on": text("Give the date of the decision."),
    "served_on": text("Give the date of service: a decision that was not served does not bind."),
    "effective_on": text("Give the day from which the ban holds."),
    "remedy_notice": text("Say which remedies the person was told of."),
}


def problems(draft: Draft, today: date) -> list[FieldProblem]:
    """Everything that keeps the entry out of the register."""
    missing = [FieldProblem(field, said) for field, said in _NEEDED.items() if not getattr(draft, field)]
    if not draft.identity.names:
        missing.append(FieldProblem("person_name", text("Give the name as the decision writes it.")))
    return [*missing, *_word_problems(draft), *_date_problems(draft, today), *_authority_problems(draft)]


def require(draft: Draft, today: date) -> None:
    """Raise `Invalid` with every problem, or nothing."""
    if found := problems(draft, today):
        raise Invalid(found)


def screenable(draft: Draft) -> bool:
    """At least two of document number, birth date, and name with area; and something to search by.

    An entry that is not goes to the work list of those set aside, never silently into the register.
    """
    known = (
        bool(draft.identity.documents),
        bool(draft.identity.birth_dates),
        bool(draft.identity.names and draft.area_code),
    )
    return sum(known) >= 2 and searchable(draft.identity)


def _word_problems(draft: Draft) -> list[FieldProblem]:
    lists: dict[str, Iterable[str]] = {
        "kind": BAN_KINDS,
        "person_role": ROLES,
        "scope": SCOPES,
        "source_channel": CHANNELS,
    }
    found = [
        FieldProblem(field, text("Please choose from the list."))
        for field, words in lists.items()
        if getattr(draft, field) not in words
    ]
    kind = BAN_KINDS.get(draft.kind)
    if kind and not kind.registered:
        found.append(
            FieldProblem("kind", text("A hit in a record check stops the hiring there; it is no ban."))
        )
    return found


def _date_problems(draft: Draft, today: date) -> list[FieldProblem]:
    found: list[FieldProblem] = []
    if draft.decision_on and draft.decision_on > today:
        found.append(FieldProblem("decision_on", text("The decision lies in the future.")))
    if draft.served_on and draft.served_on > today:
        found.append(FieldProblem("served_on", text("The service lies in the future.")))
    if draft.decision_on and draft.served_on and draft.served_on < draft.decision_on:
        found.append(FieldProblem("served_on", text("It cannot have been served before it was decided.")))
    if draft.decision_on and draft.effective_on and draft.effective_on < draft.decision_on:
        found.append(FieldProblem("effective_on", text("It cannot hold before it was decided.")))
    return found + _term_problems(draft, BAN_KINDS.get(draft.kind))


def _term_problems(draft: Draft, kind: BanKind | None) -> list[FieldProblem]:
    start, end = draft.effective_on, draft.term_until
    if kind is None or start is None:
        return []
    if kind.term == "lifetime":
        said = text("This kind of ban is for life: leave the end open.")
        return [FieldProblem("term_until", said)] if end else []
    if end is not None and end < start:
        return [FieldProblem("term_until", text("It ends before it begins."))]
    if kind.term == "years" and not _within_years(start, end, kind):
        said = text("The term is {least} to {most} years.", least=kind.least_years, most=kind.most_years)
        return [FieldProblem("term_until", said)]
    return []


def _within_years(start: date, end: date | None, kind: BanKind) -> bool:
    """A term may end on the anniversary or on the day before it: courts write both."""
    least = add_months(start, 12 * (kind.least_years or 0)) - timedelta(days=1)
    return end is not None and least <= end <= add_months(start, 12 * (kind.most_years or 0))


def _authority_problems(draft: Draft) -> list[FieldProblem]:
    if not draft.authority_uscc:
        return []
    return [FieldProblem("authority_uscc", said) for said in read_credit_code(draft.authority_uscc).problems]


def after(status: Status, action: str) -> Status:
    """The status a step leads to; a step the status does not allow is a conflict."""
    try:
        return STEPS[status, action]
    except KeyError:
        raise Conflict(
            text("This step is not possible now. The entry is: {state}.", state=LABELS[status])
        ) from None


def remedy_after(status: RemedyStatus, action: str) -> RemedyStatus:
    """What becomes of a contested decision."""
    try:
        return REMEDY_STEPS[status, action]
    except KeyError:
        raise Conflict(text("This step of the remedy is not possible now.")) from None


def complete_until(set_aside: date, calendars: Calendars) -> date:
    """The last day on which an entry may lack what it takes to be searched for."""
    return add_working_days(set_aside, DEADLINES["complete"].value, calendars)


def require_two_persons(first: object, second: object) -> None:
    """Who confirms, or decides on lifting, is not who entered or proposed it."""
    if first == second:
        raise Refused(
            text("You entered this yourself; another person must confirm it."),
            remedy=text("Ask a colleague with the right to confirm."),
            rule=TWO_PERSONS,
        )


def holds_on(status: Status, term_until: date | None, day: date) -> bool:
    """Whether the ban stops somebody on that day; its last day counts, and one to come counts already."""
    return status in IN_FORCE and (term_until is None or day <= term_until)


def remedy_deadlines(kind: str, served_on: date) -> dict[str, date | None]:
    """Until when each remedy can be sought; None is without limit."""
    return {code: _deadline(code, served_on) for code in BAN_KINDS[kind].remedies}


def _deadline(code: str, served_on: date) -> date | None:
    remedy = REMEDIES[code]
    if remedy.days is not None:
        return served_on + timedelta(days=remedy.days)
    return add_months(served_on, remedy.months) if remedy.months is not None else None
