"""What was said about a match, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from foundation.text import Text, text
from screening.adjudication.data import REASONS
from screening.adjudication.queries import Dispute, MatchView
from screening.adjudication.rules import RAISERS, Said, Verdict
from screening.hearing.queries import Said as Statement

VERDICTS: dict[Verdict, Text] = {
    Verdict.SAME: text("The same person"),
    Verdict.DIFFERENT: text("Not the same person"),
    Verdict.UNSURE: text("Cannot be said yet"),
}
_MEANINGS = {Verdict.SAME: "stopped", Verdict.DIFFERENT: "valid", Verdict.UNSURE: "attention"}


class Event(msgspec.Struct, frozen=True):
    """One entry of the timeline."""

    when: datetime
    title: Text
    by: str = ""
    body: Text | None = None
    meaning: str = "neutral"


def events(
    match: MatchView,
    said: Sequence[Said],
    disputes: Sequence[Dispute] = (),
    statements: Sequence[Statement] = (),
) -> list[Event]:
    """The opinions, disputes and statements, and at the bottom how it began."""
    begun = Event(match.opened_at, text("Found by screening; certificates are on hold from here on"))
    told = [
        *(_opinion(one) for one in said),
        *(_dispute(one) for one in disputes),
        *(_statement(one) for one in statements),
        *_reopened(match, disputes),
    ]
    return [*sorted(told, key=lambda one: one.when, reverse=True), begun]


def _dispute(dispute: Dispute) -> Event:
    return Event(
        when=dispute.at,
        title=text("Contested by {who}", who=RAISERS[dispute.raised_by]),
        by=f"{dispute.name} · {dispute.organisation}",
        body=Text("{grounds}", {"grounds": dispute.grounds}),
        meaning="attention",
    )


def _statement(statement: Statement) -> Event:
    return Event(
        when=statement.at,
        title=text("Statement of {who}", who=RAISERS[statement.raised_by]),
        by=f"{statement.name} · {statement.organisation}",
        body=Text("{statement}", {"statement": statement.statement}),
        meaning="information",
    )


def _reopened(match: MatchView, disputes: Sequence[Dispute]) -> list[Event]:
    """Opened again without anybody contesting it: the data changed, or the ruling-out grew old."""
    at = match.reopened_at
    if at is None or any(one.at == at for one in disputes):
        return []
    return [Event(at, text("Opened again: the data have changed, or it was ruled out long ago"))]


def _opinion(said: Said) -> Event:
    title = text("First opinion: {verdict}") if said.step == "propose" else text("Second opinion: {verdict}")
    reason = REASONS[said.reason_code].label
    return Event(
        when=said.at,
        title=Text(title.msgid, {"verdict": VERDICTS[said.verdict]}),
        by=f"{said.name} · {said.organisation}",
        body=text("{reason}. {note}", reason=reason, note=said.note),
        meaning=_MEANINGS[said.verdict],
    )
