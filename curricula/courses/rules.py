"""What a version must be before it is published: every minimum of its outline covered on its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from curricula.outlines.data import OUTLINES, ModuleKind, Outline
from curricula.outlines.rules import Completion, Line, Record, completion
from foundation.errors import FieldProblem, NotFound, Refused
from foundation.text import text


class ModuleDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A module as it is planned."""

    code: str
    title: str
    kind: ModuleKind
    hours: Decimal
    outline_module: str = ""
    pass_mark: Decimal | None = None


class NotCovered(Refused):
    """The planned hours are short of the outline; `lines` says where and by how much."""

    def __init__(self, coverage: Completion) -> None:
        self.lines: tuple[Line, ...] = coverage.missing
        shortest = self.lines[0]
        super().__init__(
            text(
                "The course is short of its outline in {count} places; {label}: {short} hours are missing.",
                count=len(self.lines),
                label=shortest.label,
                short=plain(shortest.short),
            ),
            remedy=text("Add the missing hours, then publish."),
            rule=coverage.rule,
        )


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
        )
        for module in outline.modules
    ]


def coverage(outline: Outline, modules: Iterable[ModuleDraft]) -> Completion:
    """The planned hours against the outline."""
    return completion(outline, [Record(one.kind, one.hours, one.outline_module) for one in modules])


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
    return problems


def plain(hours: Decimal) -> str:
    """Hours without needless zeros."""
    return f"{hours.normalize():f}"
