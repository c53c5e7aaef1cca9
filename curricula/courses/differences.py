"""What one version of a course has changed against another, module by module; nothing but plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

import msgspec

from curricula.courses.rules import ModuleDraft, plain
from curricula.outlines.data import KIND_LABELS
from foundation.text import Text, text

_NONE = Decimal(0)


class FieldChange(msgspec.Struct, frozen=True):
    """A field of a module: what it was, what it is."""

    label: Text
    old: Text | str
    new: Text | str


class ModuleChange(msgspec.Struct, frozen=True):
    """A module that came, went or changed; hours are None where the version has no such module."""

    kind: Literal["added", "removed", "changed"]
    code: str
    title: str
    before: Decimal | None
    after: Decimal | None
    fields: tuple[FieldChange, ...] = ()


class KindHours(msgspec.Struct, frozen=True):
    """The hours of one kind of module in both versions."""

    label: Text
    before: Decimal
    after: Decimal


class Differences(msgspec.Struct, frozen=True):
    """Everything that differs; `hours` lists every kind that either version has, and the whole."""

    modules: tuple[ModuleChange, ...]
    hours: tuple[KindHours, ...]
    reordered: bool

    @property
    def same(self) -> bool:
        """Whether a trainee would notice nothing."""
        return not self.modules and not self.reordered


def differences(old: Sequence[ModuleDraft], new: Sequence[ModuleDraft]) -> Differences:
    """Compare two plans: modules by code, and those left over by the outline's module they stand for."""
    pairs = dict(_pairs(old, new))
    taken = {one.code for one in pairs.values()}
    changed = [found for before in old if (found := _changed(before, pairs.get(before.code)))]
    fresh = [one for one in new if one.code not in taken]
    added = [ModuleChange("added", one.code, one.title, None, one.hours) for one in fresh]
    order = [pairs[one.code].code for one in old if one.code in pairs]
    kept = [one.code for one in new if one.code in taken]
    return Differences(tuple(changed + added), tuple(_hours(old, new)), order != kept)


def _pairs(old: Sequence[ModuleDraft], new: Sequence[ModuleDraft]) -> Iterator[tuple[str, ModuleDraft]]:
    same = {one.code: one for one in new}
    left = [one for one in new if one.code not in {each.code for each in old}]
    for one in old:
        if one.code in same:
            yield one.code, same[one.code]
            continue
        stands_for = [two for two in left if one.outline_module and two.outline_module == one.outline_module]
        alike = next(iter(stands_for), None)
        if alike is not None:
            left.remove(alike)
            yield one.code, alike


def _changed(before: ModuleDraft, after: ModuleDraft | None) -> ModuleChange | None:
    if after is None:
        return ModuleChange("removed", before.code, before.title, before.hours, None)
    fields = tuple(_fields(before, after))
    if not fields:
        return None
    return ModuleChange("changed", after.code, after.title, before.hours, after.hours, fields)


def _fields(before: ModuleDraft, after: ModuleDraft) -> Iterator[FieldChange]:
    said = (
        (text("Code"), before.code, after.code),
        (text("Title"), before.title, after.title),
        (text("Kind"), KIND_LABELS[before.kind], KIND_LABELS[after.kind]),
        (text("Hours"), plain(before.hours), plain(after.hours)),
        (text("Module of the outline"), before.outline_module or "—", after.outline_module or "—"),
        (text("Pass mark"), _mark(before.pass_mark), _mark(after.pass_mark)),
        (text("Compulsory content"), "、".join(before.topics) or "—", "、".join(after.topics) or "—"),
    )
    for label, old, new in said:
        if old != new:
            yield FieldChange(label, old, new)


def _mark(mark: Decimal | None) -> Text | str:
    return text("attendance") if mark is None else plain(mark)


def _hours(old: Sequence[ModuleDraft], new: Sequence[ModuleDraft]) -> Iterator[KindHours]:
    yield KindHours(text("Hours in all"), _sum(old), _sum(new))
    for kind, label in KIND_LABELS.items():
        before = _sum([one for one in old if one.kind == kind])
        after = _sum([one for one in new if one.kind == kind])
        if before or after:
            yield KindHours(label, before, after)


def _sum(modules: Sequence[ModuleDraft]) -> Decimal:
    return sum((one.hours for one in modules), _NONE)
