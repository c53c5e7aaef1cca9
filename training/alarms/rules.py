"""Alarms from papers: alike or versions apart beyond chance, handed in together, not the score entered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from foundation.text import text
from training.archives.rules import ENOUGH, Alarm
from training.likeness.rules import Alike, Answered, alike
from training.papers.rules import Item
from training.versions.rules import Comparison

#: For so many who sit together the number of papers within a minute is confirmed; it grows with the room.
TOGETHER = 30
#: More differences than these are one alarm: it is the key that is wrong, or the sheet.
MANY = 20


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """What is confirmed; an alarm whose threshold is None is not raised."""

    same_paper_sessions: int | None = None
    same_minute_papers: int | None = None
    same_minute_before_end: int | None = None
    version_sessions: int | None = None


class Handed(msgspec.Struct, frozen=True):
    """When a paper was handed in (in China's time), in which room, and when that room's time was over."""

    ticket_no: str
    at: datetime
    room: str = ""
    ends_at: datetime | None = None


class Compared(msgspec.Struct, frozen=True):
    """The score that was entered beside the one that key and answers come to; or recorded as absent."""

    ticket_no: str
    entered: Decimal | None
    computed: Decimal | None = None
    absent: bool = False


def same_papers(items: Sequence[Item], papers: Sequence[Answered], sessions: int | None) -> list[Alarm]:
    """Pairs of one version that are alike beyond chance; none before the threshold is confirmed."""
    if sessions is None or len(papers) < ENOUGH:
        return []
    return [_same_paper(pair) for pair in alike([item.answer for item in items], papers, sessions)]


def _same_paper(pair: Alike) -> Alarm:
    facts = {
        "identical": pair.identical,
        "wrong": pair.both_wrong,
        "expected": f"{pair.expected:.1f}",
        "times": f"{min(1 / pair.often, 1e9):,.0f}" if pair.often else "1,000,000,000",
    }
    if pair.neighbours:
        said = text(
            "Neighbours in {room}, seats {one} and {other}: {identical} identical wrong answers among {wrong}"
            " items that both have wrong; chance gives {expected}, and so many once in {times} sessions.",
            room=pair.one.room, one=pair.one.seat, other=pair.other.seat, **facts,
        )  # fmt: skip
    else:
        said = text(
            "{identical} identical wrong answers among {wrong} items that both have wrong; chance gives"
            " {expected}, and so many once in {times} sessions.",
            **facts,
        )
    return Alarm("alike", said, (pair.one.ticket_no, pair.other.ticket_no))


def versions_apart(found: Comparison, sessions: int | None) -> list[Alarm]:
    """Versions that came out further apart than chance does; none before the threshold is confirmed."""
    if found.often is None or not found.apart(sessions):
        return []
    high = max(found.compared, key=lambda one: (one.mean, one.passed, one.version))
    low = min(found.compared, key=lambda one: (one.mean, one.passed, one.version))
    said = text(
        "Paper {one}: {mean} on average, {rate} pass ({papers}); paper {other}: {other_mean}, {other_rate}"
        " ({other_papers}). Chance sets versions so far apart once in {times} sessions: compare their"
        " items and keys, and who had which.",
        one=high.version,
        mean=f"{high.mean:f}",
        rate=f"{high.rate:.0%}",
        papers=high.papers,
        other=low.version,
        other_mean=f"{low.mean:f}",
        other_rate=f"{low.rate:.0%}",
        other_papers=low.papers,
        times=f"{min(1 / found.often, 1e9):,.0f}" if found.often else "1,000,000,000",
    )
    return [Alarm("version", said)]


def same_minutes(handed: Iterable[Handed], thresholds: Thresholds) -> list[Alarm]:
    """Many of one room within a minute, long before the end; none before the thresholds are confirmed."""
    least, quiet = thresholds.same_minute_papers, thresholds.same_minute_before_end
    known = list(handed)
    if least is None or quiet is None or not known:
        return []
    last, sizes = max(one.at for one in known), Counter(one.room for one in known)
    minutes: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    for one in known:
        if one.at <= (one.ends_at or last) - timedelta(minutes=quiet):
            minutes[one.room, one.at.replace(second=0, microsecond=0)].append(one.ticket_no)
    return [
        Alarm(
            "handed_in",
            text("{count} papers were handed in within the minute of {time} {room}, long before the end.",
                 count=len(tickets), time=f"{minute:%H:%M}", room=room),
            tuple(sorted(tickets)),
        )
        for (room, minute), tickets in sorted(minutes.items())
        if len(tickets) * TOGETHER >= least * max(sizes[room], TOGETHER)
    ]  # fmt: skip


def differences(papers: Iterable[Compared]) -> list[Alarm]:
    """Entered scores that are not what the paper comes to, and papers of those who did not come."""
    known = list(papers)
    apart = [one for one in known if one.computed is not None and one.entered not in (None, one.computed)]
    found = [
        Alarm(
            "absent", text("A paper was handed in by somebody who is recorded as absent."), (one.ticket_no,)
        )
        for one in known
        if one.absent
    ]
    if len(apart) > MANY:
        said = text(
            "{count} of {papers} theory scores differ from key and answers: probably the key or the sheet is"
            " wrong.",
            count=len(apart), papers=len(known),
        )  # fmt: skip
        return [Alarm("score", said, tuple(one.ticket_no for one in apart)), *found]
    return [*(_apart(one) for one in apart), *found]


def _apart(one: Compared) -> Alarm:
    said = text("The theory score entered is {entered}; key and answers come to {computed}.",
                entered=f"{one.entered:f}", computed=f"{one.computed:f}")  # fmt: skip
    return Alarm("score", said, (one.ticket_no,))
