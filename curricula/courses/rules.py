"""What a version must be before it is published: every minimum of its outline covered on its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from curricula.outlines.data import COMPANIONS, OUTLINES, ModuleKind, Outline
from curricula.outlines.rules import Completion, Line, Record, completion, topic_lines
from foundation.errors import FieldProblem, NotFound, Refused
from foundation.text import Text, text


class ModuleDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A module as it is planned."""

    code: str
    title: str
    kind: ModuleKind
    hours: Decimal
    outline_module: str = ""
    pass_mark: Decimal | None = None
    topics: tuple[str, ...] = ()


class NotCovered(Refused):
    """The planned hours are short of the outline; `lines` says where and by how much."""

    def __init__(self, coverage: Completion) -> None:
        self.lines: tuple[Line, ...] = coverage.missing
        shortest = self.lines[0]
        super().__init__(_told(len(self.lines), shortest), remedy=_remedy(shortest), rule=coverage.rule)


def _told(count: int, first: Line) -> Text:
    if first.kind == "topic":
        return text("No module covers {label} ({code}).", label=first.label, code=first.module)
    return text(
        "The course is short of its outline in {count} places; {label}: {short} hours are missing.",
        count=count,
        label=first.label,
        short=plain(first.short),
    )


def _remedy(first: Line) -> Text:
    if first.kind == "topic":
        return text("Name the compulsory content at the module that teaches it, then publish.")
    return text("Add the missing hours, then publish.")


def outline_in_force(code: str, day: date) -> Outline:
    """The newest edition of an outline that holds on that day. Raises `NotFound`."""
    editions = [found for found in OUTLINES.values() if found.code == code and found.in_force(day)]
    if not editions:
        raise NotFound(text("There is no training outline {code}.", code=code))
    return max(editions, key=lambda found: found.edition)


def prefilled(outline: Outline) -> list[ModuleDraft]:
    """The modules of the outline as a first plan."""
    return [
        ModuleDraft(
            code=module.code,
            title=module.zh,
            kind=module.kind,
            hours=Decimal(module.hours),
            outline_module=module.code,
            topics=module.topics,
        )
        for module in outline.modules
    ]


def coverage(outline: Outline, modules: Iterable[ModuleDraft]) -> Completion:
    """The planned hours and the compulsory content against the outline."""
    planned = list(modules)
    hours = completion(outline, [Record(one.kind, one.hours, one.outline_module) for one in planned])
    content = topic_lines(outline, (topic for one in planned for topic in one.topics))
    return Completion(hours.met and all(line.met for line in content), (*hours.lines, *content), hours.rule)


def module_problems(outline: Outline, modules: Sequence[ModuleDraft]) -> list[FieldProblem]:
    """What is wrong with the plan itself; a module that stands for one of the outline has its kind."""
    kinds = {module.code: module.kind for module in outline.modules}
    problems, seen = [], set[str]()
    if not modules:
        problems.append(FieldProblem("modules", text("A course has at least one module.")))
    for at, module in enumerate(modules):
        where = f"modules[{at}]"
        if not module.code or not module.title:
            problems.append(FieldProblem(f"{where}.code", text("A module needs a code and a title.")))
        if module.hours <= 0:
            problems.append(FieldProblem(f"{where}.hours", text("A module has some hours.")))
        if module.code in seen:
            problems.append(FieldProblem(f"{where}.code", text("The code stands in an earlier row too.")))
        seen.add(module.code)
        if module.outline_module and module.outline_module not in kinds:
            problems.append(FieldProblem(f"{where}.outline_module", text("The outline has no such module.")))
        elif module.outline_module and kinds[module.outline_module] != module.kind:
            said = text("The outline counts this module as another kind.")
            problems.append(FieldProblem(f"{where}.kind", said))
        if unknown := [topic for topic in module.topics if topic not in COMPANIONS]:
            said = text("The register of content has no {codes}.", codes="、".join(unknown))
            problems.append(FieldProblem(f"{where}.topics", said))
    return problems


def advice(outline: Outline, modules: Sequence[ModuleDraft]) -> list[Text]:
    """What the outline suggests and nobody has confirmed: the order of modules, tests. It stops nothing."""
    wanted = {module.code: module for module in outline.modules}
    first: dict[str, int] = {}
    for at, one in enumerate(modules):
        first.setdefault(one.outline_module, at)
    told = []
    for at, one in enumerate(modules):
        held = wanted.get(one.outline_module)
        if held is None:
            continue
        told += [
            text(
                "{module} comes before {other}, on which it builds.",
                module=one.title,
                other=wanted[code].label,
            )
            for code in held.prerequisites
            if first.get(code, -1) > at
        ]
        if held.assessment != "attendance" and one.pass_mark is None:
            told.append(
                text(
                    "{module} is assessed by a test in the outline; here attendance is enough.",
                    module=one.title,
                )
            )
    return told


def plain(hours: Decimal) -> str:
    """Hours without needless zeros."""
    return f"{hours.normalize():f}"
