"""Reading a whole form into a Struct: every problem is found at once, and nothing that was typed is lost."""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

import msgspec
from litestar import Request
from litestar.datastructures import FormMultiDict

from foundation.errors import Conflict, FieldProblem, Invalid, Refused
from foundation.text import Text
from foundation.web.form_fields import Bad, Lines, Secret, Upload, between, fields_of, problem, read_field

__all__ = ("CORRECTABLE", "Lines", "Secret", "Upload", "between", "read_form", "read_rows", "typed")

T = TypeVar("T", bound=msgspec.Struct)

#: What the person at the form can mend: the page shows it again with what was typed.
CORRECTABLE: Final = (Invalid, Refused, Conflict)

_FORM: Final = "web_form"
_LABELS: Final = "web_form_labels"
_MAX_FILE: Final = 5_000_000


async def read_form(
    request: Request[Any, Any, Any], struct: type[T], *, max_file_bytes: int = _MAX_FILE
) -> T:
    """The form of a request as a Struct. Raises `Invalid` with the problems of all its fields."""
    form = await typed(request)
    request.scope["state"][_LABELS] = getattr(struct, "labels", {})
    problems: list[FieldProblem] = []
    read = await _read(form, struct, "", problems, max_file_bytes)
    if read is None:
        raise Invalid(_as_shown(problems, struct, form))
    return read


async def read_rows(request: Request[Any, Any, Any], name: str, struct: type[T]) -> dict[str, T]:
    """The rows of a form whose fields are named `name[key].field`, by key, in the order of the form.

    Raises `Invalid` with the problems of all rows. The keys come from the browser: look each up in scope.
    """
    form = await typed(request)
    pattern = re.compile(re.escape(name) + r"\[([^\]]+)\]\.\w+")
    keys = dict.fromkeys(found[1] for key in form if (found := pattern.fullmatch(key)))
    problems: list[FieldProblem] = []
    rows: dict[str, T] = {}
    for key in keys:
        row = await _read(form, struct, f"{name}[{key}].", problems, _MAX_FILE)
        if row is not None:
            rows[key] = row
    if problems:
        raise Invalid(problems)
    return rows


def _as_shown(problems: list[FieldProblem], struct: type, form: FormMultiDict) -> list[FieldProblem]:
    """In the order of the page; a field that was not sent (an empty box) follows the one before it."""
    sent = {name: at for at, name in enumerate(dict.fromkeys(form))}
    places, place = {}, -1
    for field in fields_of(struct):
        places[field.name] = place = sent.get(field.name, place)
    return sorted(problems, key=lambda one: places.get(one.field, -1))


async def typed(request: Request[Any, Any, Any]) -> FormMultiDict:
    """The form as it was sent; parsed once, however often it is asked for."""
    form = await request.form()
    request.scope["state"][_FORM] = form
    return form


def sent_form(request: Request[Any, Any, Any]) -> FormMultiDict | None:
    """The form of this request, if it was read already."""
    form: FormMultiDict | None = request.scope["state"].get(_FORM)
    return form


def labels_of(request: Request[Any, Any, Any]) -> dict[str, Text]:
    """The names of the fields of the form that was read."""
    labels: dict[str, Text] = request.scope["state"].get(_LABELS, {})
    return labels


async def _read(
    form: FormMultiDict, struct: type[T], prefix: str, problems: list[FieldProblem], max_file_bytes: int
) -> T | None:
    values: dict[str, Any] = {}
    found_before = len(problems)
    for field in fields_of(struct):
        try:
            values[field.name] = await read_field(field, form.getall(prefix + field.name, []), max_file_bytes)
        except Bad as bad:
            problems.append(problem(prefix + field.name, bad))
    if len(problems) > found_before:
        return None
    return struct(**{name: value for name, value in values.items() if value is not msgspec.UNSET})
