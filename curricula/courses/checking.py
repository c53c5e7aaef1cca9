"""What a course version in a file lacks against its outline, line by line; nothing is kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from curricula.courses.plan_sheet import sheet_rows
from curricula.courses.rules import ModuleDraft, coverage, module_problems, outline_in_force, plain
from curricula.occupations.data import LEVELS
from curricula.occupations.rules import current_edition
from curricula.outlines.data import KIND_LABELS, ModuleKind, Outline, outline
from curricula.outlines.rules import Line
from foundation.errors import FieldProblem, Invalid
from foundation.language import LANGUAGES, say, use_language
from foundation.text import Text, text


class FileModule(msgspec.Struct, forbid_unknown_fields=True):
    """A module as the file has it. Left out, `outline_module` is the code, kind and topics the outline's."""

    code: str = ""
    title: str = ""
    kind: str = ""
    hours: Decimal | None = None
    outline_module: str | None = None
    pass_mark: Decimal | None = None
    topics: tuple[str, ...] | None = None


class FileVersion(msgspec.Struct, forbid_unknown_fields=True):
    """A course version as the file has it; without an edition the outline in force counts."""

    outline: str = ""
    edition: str = ""
    title: str = ""
    occupation: str = ""
    level: int | None = None
    modules: list[FileModule] = []


class Lack(msgspec.Struct, frozen=True):
    """One thing that is lacking or wrong, and the place in the file where there is one."""

    place: Text | None
    message: Text


#: The version, the place of each module in the file, and what the file itself is wrong about.
_Read = tuple[FileVersion, list[Text], tuple[Lack, ...]]


class Checked(msgspec.Struct, frozen=True):
    """The outline that was held against the file, and everything that is lacking."""

    outline: Outline
    hours: Decimal
    lacks: tuple[Lack, ...]

    @property
    def complete(self) -> bool:
        """Whether the version could be published."""
        return not self.lacks


_UNREADABLE: Final = text("The course version cannot be read.")
_MOST_HOURS, _MOST_MARKS = 2000, 100
_AT: Final = re.compile(r"modules\[(\d+)\]")


def check_file(content: bytes, name: str, day: date, outline_code: str = "") -> Checked:
    """Check a .json, .toml, .xlsx or .csv file. Raises `Invalid`, or `NotFound` for an unknown outline."""
    structured = name.lower().endswith((".json", ".toml"))
    version, places, found = _structured(content, name) if structured else _from_sheet(content)
    code = outline_code or version.outline
    if not code:
        said = text("Nothing says which outline the course follows, such as TY-BYRY.")
        raise Invalid([FieldProblem("outline", said)], _UNREADABLE)
    held = outline(code, version.edition) if version.edition else outline_in_force(code, day)
    return _checked(held, version, places, found)


def _structured(content: bytes, name: str) -> _Read:
    try:
        written = content.decode("utf-8-sig")
        raw: Any = msgspec.json.decode(written) if name.lower().endswith(".json") else tomllib.loads(written)
        version = msgspec.convert(raw, FileVersion)
    except (ValueError, msgspec.DecodeError, RecursionError) as error:  # each reader has its own ValueError
        said = text("This is not written as a course version: {detail}", detail=str(error))
        raise Invalid([FieldProblem("file", said)], _UNREADABLE) from None
    places = [text("Module {number}", number=number) for number in range(1, len(version.modules) + 1)]
    return version, places, ()


def _from_sheet(content: bytes) -> _Read:
    code, rows, problems = sheet_rows(content)
    modules = [msgspec.convert(row.values, FileModule) for row in rows]
    places = [text("Row {number}", number=row.number) for row in rows]
    lacks = tuple(Lack(text("Row {number}", number=one.row), one.message) for one in problems)
    return FileVersion(outline=code, modules=modules), places, lacks


def _checked(held: Outline, version: FileVersion, places: list[Text], found: tuple[Lack, ...]) -> Checked:
    drafts, lacks = [], [*found, *_of_goal(version)]
    standing: list[Text] = []
    for module, place in zip(version.modules, places, strict=True):
        lacks += [Lack(place, said) for said in _out_of_bounds(module)]
        kind = _kind(module, held)
        if kind is None:
            known = "、".join(say(label) for label in KIND_LABELS.values())
            lacks.append(Lack(place, text("A module is of one of these kinds: {kinds}.", kinds=known)))
        else:
            drafts.append(_draft(module, kind, held))
            standing.append(place)
    lacks += [_located(problem, standing) for problem in module_problems(held, drafts)]
    covered = coverage(held, drafts)
    lacks += [Lack(None, _short(line)) for line in covered.missing]
    return Checked(held, sum((one.hours for one in drafts), Decimal(0)), tuple(lacks))


def _of_goal(version: FileVersion) -> Iterator[Lack]:
    if version.occupation:
        standard = current_edition(version.occupation)
        if standard is None or version.level not in standard.levels:
            yield Lack(None, text("The occupation's standard has no such level."))
    elif version.level is not None and version.level not in LEVELS:
        yield Lack(None, text("The occupation's standard has no such level."))


def _out_of_bounds(module: FileModule) -> Iterator[Text]:
    for value, most in ((module.hours, _MOST_HOURS), (module.pass_mark, _MOST_MARKS)):
        if value is not None and not _within(value, most):
            yield text("Write a number from {least} to {most} with at most {places} decimals.",
                       least=0, most=most, places=2)  # fmt: skip


def _within(value: Decimal, most: int) -> bool:
    return value.is_finite() and 0 <= value <= most and value == round(value, 2)


def _draft(module: FileModule, kind: ModuleKind, held: Outline) -> ModuleDraft:
    return ModuleDraft(
        code=module.code.strip(),
        title=module.title.strip(),
        kind=kind,
        hours=module.hours if module.hours is not None and _within(module.hours, _MOST_HOURS) else Decimal(0),
        outline_module=_stands_for(module, held),
        pass_mark=module.pass_mark,
        topics=_topics(module, held),
    )


def _topics(module: FileModule, held: Outline) -> tuple[str, ...]:
    if module.topics is not None:
        return tuple(topic.strip().upper() for topic in module.topics)
    wanted = _stands_for(module, held)
    return next((one.topics for one in held.modules if one.code == wanted), ())


def _stands_for(module: FileModule, held: Outline) -> str:
    if module.outline_module is not None:
        return module.outline_module.strip()
    return module.code if module.code in {one.code for one in held.modules} else ""


def _kind(module: FileModule, held: Outline) -> ModuleKind | None:
    if not module.kind.strip():
        wanted = _stands_for(module, held)
        return next((one.kind for one in held.modules if one.code == wanted), None)
    return _spellings().get(module.kind.strip().casefold())


def _spellings() -> dict[str, ModuleKind]:
    """The kinds by their names in every language."""
    spelt: dict[str, ModuleKind] = {kind: kind for kind in KIND_LABELS}
    for language in LANGUAGES:
        with use_language(language):
            spelt |= {say(label).casefold(): kind for kind, label in KIND_LABELS.items()}
    return spelt


def _located(problem: FieldProblem, places: list[Text]) -> Lack:
    at = _AT.match(problem.field)
    return Lack(places[int(at[1])] if at else None, problem.message)


def _short(line: Line) -> Text:
    if line.kind == "topic":
        return text("No module covers {label} ({code}).", label=line.label, code=line.module)
    return text(
        "{label}: {done} of {required} hours; {short} missing.",
        label=line.label,
        done=plain(line.done),
        required=plain(line.required),
        short=plain(line.short),
    )
