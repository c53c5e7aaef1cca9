"""A form as the page draws it: what was typed or what is on file, and what is wrong with each field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec
from litestar.datastructures import FormMultiDict, UploadFile

from foundation.clock import CHINA
from foundation.errors import DomainError, FieldProblem, Invalid
from foundation.text import Text, text

#: What a ticked checkbox without a value of its own sends.
YES = "yes"
_NO = frozenset({"", "0", "false", "no", "off"})


class LabelledProblem(msgspec.Struct, frozen=True):
    """A problem as the summary above a form tells it: with the name of its field."""

    field: str
    message: Text
    remedy: Text | None


class FormView:
    """Given to every template as `form`; empty where there is nothing to show."""

    def __init__(
        self,
        values: Mapping[str, list[str]] | None = None,
        error: DomainError | None = None,
        labels: Mapping[str, Text] | None = None,
    ) -> None:
        self.error = error
        self._values = values or {}
        self._labels = labels or {}
        self._problems = _problems(error)

    def value(self, name: str) -> str:
        """What stands in a field."""
        values = self._values.get(name)
        return values[-1] if values else ""

    def values(self, name: str) -> list[str]:
        """What is chosen in a field of several values."""
        return self._values.get(name, [])

    def checked(self, name: str, value: str | None = None) -> bool:
        """Whether a box is ticked; with `value`, the box of that value."""
        return value in self.values(name) if value is not None else is_yes(self.value(name))

    def problem(self, name: str) -> FieldProblem | None:
        """What is wrong with a field."""
        return next((problem for problem in self._problems if problem.field == name), None)

    @property
    def problems(self) -> list[LabelledProblem]:
        """Everything that is wrong, for the summary: field problems with the field's name, then the rest."""
        told = [LabelledProblem(one.field, self._labelled(one), one.remedy) for one in self._problems]
        if not told and self.error is not None:
            told.append(LabelledProblem("", self.error.message, self.error.remedy))
        return told

    def _labelled(self, problem: FieldProblem) -> Text:
        label = self._labels.get(problem.field)
        return text("{field}: {problem}", field=label, problem=problem.message) if label else problem.message


def is_yes(value: str) -> bool:
    """Whether the value of a checkbox says yes."""
    return value.strip().lower() not in _NO


def typed_values(form: FormMultiDict) -> dict[str, list[str]]:
    """What was typed; files cannot be put back into a form."""
    values: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            values.setdefault(name, []).append(str(value))
    return values


def filled_values(source: Any) -> dict[str, list[str]]:
    """What is on file, as fields show it."""
    pairs = source if isinstance(source, Mapping) else msgspec.structs.asdict(source)
    return {name: _shown(value) for name, value in pairs.items()}


def _shown(value: Any) -> list[str]:
    if value is None or value is False:
        return []
    if value is True:
        return [YES]
    if isinstance(value, list | tuple | set | frozenset):
        return [one for item in value for one in _shown(item)]
    if isinstance(value, Enum):
        return [str(value.value)]
    if isinstance(value, datetime):
        return [value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")]
    if isinstance(value, date):
        return [value.isoformat()]
    if isinstance(value, Decimal):
        return [f"{value:f}"]
    return [str(value)]


def _problems(error: DomainError | None) -> list[FieldProblem]:
    if isinstance(error, Invalid):
        return error.problems
    if error is not None and error.field:
        return [FieldProblem(error.field, error.message, error.remedy)]
    return []
