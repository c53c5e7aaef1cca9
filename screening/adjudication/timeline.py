"""What was said about a match, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from foundation.text import Text, text
from screening.adjudication.data import REASONS
from screening.adjudication.queries import MatchView, Said
from screening.adjudication.rules import Verdict

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


def events(match: MatchView, said: Sequence[Said]) -> list[Event]:
    """The opinions, and at the bottom how it began."""
    begun = Event(match.opened_at, text("Found by screening; certificates are on hold from here on"))
    return [*(_opinion(one) for one in reversed(said)), begun]


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
