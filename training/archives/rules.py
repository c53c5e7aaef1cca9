"""Figures of a session, and what in them should be looked at by a person; an alarm decides nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from curricula.standards.data import COMPONENT_LABELS, ComponentKind
from foundation.text import Text, text

#: So many candidates make a share worth speaking of.
ENOUGH = 20
#: Marks by one person within one minute, beyond what somebody can give who looks at each candidate.
A_MINUTE = 10
#: So many neighbours in a row with the very same scores.
IN_A_ROW = 4
_BANDS = ((0, 40), (40, 50), (50, 60), (60, 70), (70, 80), (80, 90), (90, 101))


class Scored(msgspec.Struct, frozen=True):
    """A candidate's scores with where they sat."""

    ticket_no: str
    scores: dict[ComponentKind, Decimal]
    room: str = ""
    seat: int = 0


class Timed(msgspec.Struct, frozen=True):
    """A mark with who gave it when."""

    ticket_no: str
    assessor: str
    points: Decimal
    at: datetime


class Alarm(msgspec.Struct, frozen=True):
    """What should be looked at, and whom it concerns."""

    kind: str
    said: Text
    tickets: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from others; with other facts it is another alarm, at which nobody has looked."""
        said = "\n".join((self.kind, self.said.english(), *self.tickets))
        return hashlib.sha256(said.encode()).hexdigest()[:24]


def bands(scores: Iterable[Decimal]) -> list[tuple[str, int]]:
    """How many scores lie in each band; the last one includes 100."""
    known = list(scores)
    return [(f"{low}–{min(high, 100)}", sum(low <= score < high for score in known)) for low, high in _BANDS]


def alarms(candidates: Sequence[Scored], marks: Sequence[Timed], pass_mark: int) -> list[Alarm]:
    """Impossible pass rates, heaps at the pass mark, neighbours with one paper, marks given in a minute."""
    found: list[Alarm] = []
    for kind in COMPONENT_LABELS:
        scores = [one.scores[kind] for one in candidates if kind in one.scores]
        found += _rates(kind, scores, pass_mark)
    found += _neighbours(candidates)
    found += _minutes(marks)
    found += _copied(marks)
    return found


def _rates(kind: ComponentKind, scores: list[Decimal], pass_mark: int) -> list[Alarm]:
    if len(scores) < ENOUGH:
        return []
    label, found = COMPONENT_LABELS[kind], []
    passed = sum(score >= pass_mark for score in scores)
    if passed in (0, len(scores)):
        said = text("{component}: {passed} of {count} have passed.", component=label, passed=passed,
                    count=len(scores))  # fmt: skip
        found.append(Alarm("rate", said))
    at_mark = sum(pass_mark <= score < pass_mark + 1 for score in scores)
    below = sum(pass_mark - 1 <= score < pass_mark for score in scores)
    if at_mark >= 5 and at_mark > len(scores) // 5 and at_mark > 4 * below:
        said = text("{component}: {count} scores lie just at the pass mark, {below} just beneath.",
                    component=label, count=at_mark, below=below)  # fmt: skip
        found.append(Alarm("heap", said))
    score, times = Counter(scores).most_common(1)[0]
    if times > len(scores) // 3:
        said = text("{component}: {times} of {count} have the very same score, {score}.", component=label,
                    times=times, count=len(scores), score=f"{score:f}")  # fmt: skip
        found.append(Alarm("same", said))
    return found


def _neighbours(candidates: Sequence[Scored]) -> list[Alarm]:
    """The same paper: several who sat side by side with the very same scores in everything."""
    found, run = [], list[Scored]()
    seated = sorted((one for one in candidates if one.seat), key=lambda one: (one.room, one.seat))
    for one in [*seated, None]:
        if one and run and _same_paper(run[-1], one):
            run.append(one)
            continue
        if len(run) >= IN_A_ROW and run[0].scores:
            said = text(
                "{count} neighbours in {room} have the very same scores.", count=len(run), room=run[0].room
            )
            found.append(Alarm("paper", said, tuple(each.ticket_no for each in run)))
        run = [one] if one else []
    return found


def _same_paper(one: Scored, next_one: Scored) -> bool:
    side_by_side = (next_one.room, next_one.seat) == (one.room, one.seat + 1)
    return side_by_side and next_one.scores == one.scores


def _minutes(marks: Sequence[Timed]) -> list[Alarm]:
    """Many different candidates by one person within a minute, one by one and not by sheet."""
    found = []
    moments = Counter((mark.assessor, mark.at) for mark in marks)
    single = [mark for mark in marks if moments[mark.assessor, mark.at] == 1]
    by_minute = Counter((mark.assessor, mark.at.replace(second=0, microsecond=0)) for mark in single)
    for (assessor, minute), count in sorted(by_minute.items()):
        if count >= A_MINUTE:
            said = text("{name} has given {count} marks within the minute of {time}.", name=assessor,
                        count=count, time=f"{minute:%H:%M}")  # fmt: skip
            found.append(Alarm("minute", said))
    return found


def _copied(marks: Sequence[Timed]) -> list[Alarm]:
    """Two who never differ by a point have hardly looked independently."""
    given: dict[str, dict[str, Decimal]] = {}
    for mark in marks:
        given.setdefault(mark.assessor, {})[mark.ticket_no] = mark.points
    names, found = sorted(given), []
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            both = given[one].keys() & given[other].keys()
            if len(both) >= ENOUGH and all(given[one][each] == given[other][each] for each in both):
                said = text("{one} and {other} have given {count} candidates the very same marks.",
                            one=one, other=other, count=len(both))  # fmt: skip
                found.append(Alarm("copied", said))
    return found
