"""A test's plan, the paper that is drawn from it, and when somebody may begin or answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from foundation.errors import FieldProblem, own_rule
from foundation.text import Text, text
from training.questions.rules import LETTERS, Kind

T = TypeVar("T")
#: Takes so many of a sequence in random order; handed in, so that the rule itself knows no chance.
Draw = Callable[[Sequence[T], int], list[T]]

#: An answer that was sent in time may arrive so much later.
WITHIN_ITS_TIME = own_rule("TEST-TIME", text("A test is begun within its time and as often as it allows"))
TOLERANCE = timedelta(seconds=20)


class Blueprint(msgspec.Struct, frozen=True):
    """How many questions of each kind a paper has."""

    single: int
    multiple: int
    judgement: int

    def wanted(self) -> Iterator[tuple[Kind, int]]:
        """The kinds in the order of the paper: true or false first, the hardest last."""
        yield "judgement", self.judgement
        yield "single", self.single
        yield "multiple", self.multiple


class Item(msgspec.Struct, frozen=True):
    """A question of the bank as far as drawing needs it."""

    key: str
    kind: Kind
    options: int


class Drawn(msgspec.Struct, frozen=True):
    """A question of a paper with its options in the order shown."""

    key: str
    shown: tuple[str, ...]


def blueprint_problems(blueprint: Blueprint, askable: Mapping[Kind, int]) -> list[FieldProblem]:
    """Where the bank has fewer questions than the paper needs."""
    fields: dict[Kind, str] = {"single": "singles", "multiple": "multiples", "judgement": "judgements"}
    problems = [
        FieldProblem(fields[kind], text("The bank has {count} of them.", count=askable.get(kind, 0)))
        for kind, count in blueprint.wanted()
        if count > askable.get(kind, 0)
    ]
    if sum(count for _, count in blueprint.wanted()) == 0:
        problems.append(FieldProblem("singles", text("A paper has at least one question.")))
    return problems


def paper(blueprint: Blueprint, bank: Sequence[Item], draw: Draw[object]) -> list[Drawn]:
    """A paper by the plan, its options shuffled; each question once."""
    found: list[Drawn] = []
    for kind, count in blueprint.wanted():
        of_kind = [one for one in bank if one.kind == kind]
        for item in draw(of_kind, count):
            assert isinstance(item, Item)
            letters = list(LETTERS[: item.options])
            found.append(Drawn(item.key, tuple(str(one) for one in draw(letters, len(letters)))))
    return found


def begin_problem(
    opens_at: datetime, closes_at: datetime, used: int, allowed: int, moment: datetime
) -> Text | None:
    """Why no attempt can be begun now."""
    if moment < opens_at:
        return text("The test has not begun yet.")
    if moment >= closes_at:
        return text("The test is over.")
    if used >= allowed:
        return text("All {count} attempts are used.", count=allowed)
    return None


def ends_at(begun: datetime, minutes: int, closes_at: datetime) -> datetime:
    """When an attempt ends: after its minutes, and with the test at the latest."""
    return min(begun + timedelta(minutes=minutes), closes_at)


def is_over(end: datetime, moment: datetime) -> bool:
    """Whether an answer that arrives now comes too late."""
    return moment > end + TOLERANCE
