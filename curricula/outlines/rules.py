"""When a training is complete: every minimum of its outline holds on its own, none makes up for another."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import msgspec

from curricula.outlines.data import COMPANIONS, Module, ModuleKind, Outline
from foundation.errors import Rule
from foundation.text import Text, text

LineKind = Literal["total", "theory", "practice", "module", "test", "topic"]
_NONE = Decimal(0)


class Record(msgspec.Struct, frozen=True):
    """Hours held in a module; `module` is its code in the outline, empty where it has none there."""

    kind: ModuleKind
    hours: Decimal
    module: str = ""


class ModuleTest(msgspec.Struct, frozen=True):
    """A module the course tests: the mark to reach, and the best so far, or None."""

    module: str
    title: str
    pass_mark: Decimal
    best: Decimal | None = None


class Line(msgspec.Struct, frozen=True):
    """One minimum, what was done towards it and how much is still short; `module` where it is about one."""

    kind: LineKind
    label: Text
    required: Decimal
    done: Decimal
    short: Decimal
    module: str = ""

    @property
    def met(self) -> bool:
        """Whether nothing is short."""
        return not self.short


class Completion(msgspec.Struct, frozen=True):
    """Whether every minimum is met, with a line for each."""

    met: bool
    lines: tuple[Line, ...]
    rule: Rule

    @property
    def missing(self) -> tuple[Line, ...]:
        """The lines that are short."""
        return tuple(line for line in self.lines if line.short)


def counts_toward(kind: ModuleKind) -> Literal["theory", "practice"]:
    """Ethics, law, safety and health are taught as theory; their hours count toward its minimum."""
    return "practice" if kind == "practice" else "theory"


def required_topics(outline: Outline) -> tuple[str, ...]:
    """The documents that a course must cover: those that the outline's compulsory modules teach from."""
    named = [topic for module in outline.modules if module.compulsory for topic in module.topics]
    return tuple(dict.fromkeys(topic for topic in named if topic in COMPANIONS))


def topic_lines(outline: Outline, covered: Iterable[str]) -> tuple[Line, ...]:
    """A line for each compulsory document: one module at least covers it."""
    known = set(covered)
    one = Decimal(1)
    return tuple(
        _line("topic", COMPANIONS[topic].label, one, one if topic in known else _NONE, topic)
        for topic in required_topics(outline)
    )


def completion(outline: Outline, records: Iterable[Record], tests: Iterable[ModuleTest] = ()) -> Completion:
    """Weigh what was held against the outline: in all, theory, practice, each compulsory module, each test.

    The same function tells whether a course covers its outline: give it the planned hours as records.
    """
    held = list(records)
    lines = (
        *_hour_lines(outline, held),
        *(_module_line(module, held) for module in outline.modules if module.compulsory),
        *(_test_line(test) for test in tests),
    )
    return Completion(all(line.met for line in lines), lines, _rule(outline))


def _hour_lines(outline: Outline, held: list[Record]) -> tuple[Line, ...]:
    theory = _sum(record.hours for record in held if counts_toward(record.kind) == "theory")
    practice = _sum(record.hours for record in held if record.kind == "practice")
    return (
        _line("total", text("Hours in all"), Decimal(outline.total.value), theory + practice),
        _line("theory", text("Hours of theory"), Decimal(outline.theory.value), theory),
        _line("practice", text("Hours of practice"), Decimal(outline.practice.value), practice),
    )


def _module_line(module: Module, held: list[Record]) -> Line:
    done = _sum(record.hours for record in held if record.module == module.code)
    return _line("module", module.label, Decimal(module.hours), done, module.code)


def _test_line(test: ModuleTest) -> Line:
    label = text("Test: {title}", title=test.title)
    return _line("test", label, test.pass_mark, test.best or _NONE, test.module)


def _line(kind: LineKind, label: Text, required: Decimal, done: Decimal, module: str = "") -> Line:
    return Line(kind, label, required, done, max(required - done, _NONE), module)


def _sum(hours: Iterable[Decimal]) -> Decimal:
    return sum(hours, _NONE)


def _rule(outline: Outline) -> Rule:
    title = text("Least hours of the training outline, each on its own")
    return Rule(
        f"{outline.code}/{outline.edition}", title, outline.document, outline.article, outline.confidence
    )
