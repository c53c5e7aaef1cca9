"""Reading one field: what a person typed, as the value that a Struct's field wants."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final

import msgspec
from litestar.datastructures import UploadFile
from msgspec import Meta

from foundation.clock import CHINA
from foundation.errors import FieldProblem
from foundation.reading import Reading, fold, parse_date, parse_number, parse_text
from foundation.text import Text, text
from foundation.web.form_view import is_yes
from foundation.web.validation import REQUIRED, explain

#: Text of several lines, for a textarea.
Lines = Annotated[str, Meta(extra={"text": "lines"})]
#: A password: taken exactly as typed.
Secret = Annotated[str, Meta(extra={"text": "secret"})]

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MANY: Final = (list, set, frozenset, tuple)


class Upload(msgspec.Struct, frozen=True):
    """A file that was sent, whole."""

    filename: str
    content_type: str
    data: bytes


class Field(msgspec.Struct, frozen=True):
    """What is to be read: a Struct's field, taken apart once."""

    name: str
    kind: Any
    base: Any
    is_many: bool
    is_optional: bool
    has_default: bool
    extra: dict[str, Any]


class Bad(Exception):
    """A value that cannot be read."""

    def __init__(self, message: Text, remedy: Text | None = None) -> None:
        super().__init__(message.msgid)
        self.message = message
        self.remedy = remedy


def between(low: float | Decimal, high: float | Decimal) -> Meta:
    """Limits of a Decimal field: `Annotated[Decimal, between(0, 100)]` (msgspec knows none for it)."""
    return Meta(extra={"between": (Decimal(str(low)), Decimal(str(high)))})


@lru_cache(512)
def fields_of(struct: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of a form's Struct."""
    return tuple(_field(one) for one in msgspec.structs.fields(struct))


def _field(info: msgspec.structs.FieldInfo) -> Field:
    kind, extra = _unwrap(info.type)
    is_optional = typing.get_origin(kind) in (typing.Union, types.UnionType) and type(
        None
    ) in typing.get_args(kind)
    inner = next(one for one in typing.get_args(kind) if one is not type(None)) if is_optional else kind
    inner, more = _unwrap(inner)
    is_many = typing.get_origin(inner) in _MANY or inner in _MANY
    base = _unwrap((typing.get_args(inner) or (str,))[0])[0] if is_many else inner
    has_default = info.default is not msgspec.NODEFAULT or info.default_factory is not msgspec.NODEFAULT
    return Field(info.name, info.type, base, is_many, is_optional, has_default, extra | more)


def _unwrap(kind: Any) -> tuple[Any, dict[str, Any]]:
    """A type without its Annotated, and the extra information that was annotated."""
    if typing.get_origin(kind) is not Annotated:
        return kind, {}
    inner, *notes = typing.get_args(kind)
    extra: dict[str, Any] = {}
    for note in notes:
        if isinstance(note, Meta) and note.extra:
            extra |= note.extra
    return inner, extra


async def read_field(field: Field, sent: list[Any], max_file_bytes: int) -> Any:
    """The value of a field from everything sent under its name; `UNSET` means: take the default.

    Raises `Bad` when it cannot be read.
    """
    if field.base is Upload:
        return _one_or_many(field, [await _upload(one, max_file_bytes) for one in sent if _has_file(one)])
    texts = [one for one in sent if isinstance(one, str)]
    if field.base is bool and not field.is_many:
        return is_yes(texts[-1]) if texts else False if not field.is_optional else _blank(field)
    values = [value for value in (_read(field, one) for one in texts) if value is not None]
    return _one_or_many(field, values)


def _one_or_many(field: Field, values: list[Any]) -> Any:
    if not values:
        return _blank(field)
    value = _convert(values if field.is_many else values[-1], field.kind)
    _check_limits(field, value)
    return value


def _blank(field: Field) -> Any:
    if field.has_default:
        return msgspec.UNSET
    if field.is_many:
        return _convert([], field.kind)
    if field.is_optional:
        return None
    raise Bad(REQUIRED)


def _convert(value: Any, kind: Any) -> Any:
    if isinstance(value, Upload) or (isinstance(value, list) and value and isinstance(value[0], Upload)):
        return value
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Bad(explain(str(error))) from None


def _check_limits(field: Field, value: Any) -> None:
    if limits := field.extra.get("between"):
        if value < limits[0]:
            raise Bad(text("The smallest value allowed is {limit}.", limit=str(limits[0])))
        if value > limits[1]:
            raise Bad(text("The largest value allowed is {limit}.", limit=str(limits[1])))


def _read(field: Field, typed: str) -> Any:
    if field.extra.get("text") == "secret":
        return _printable(typed) if typed else None
    if field.extra.get("text") == "lines":
        return _printable(typed.replace("\r\n", "\n")).strip() or None
    return _READERS.get(field.base, _text)(typed)


def _printable(typed: str) -> str:
    if _CONTROL.search(typed):
        raise Bad(text("The text contains a character that cannot be stored."), text("Type it again."))
    return typed


def _read_with(parse: Callable[[str], Reading[Any]]) -> Callable[[str], Any]:
    def read(typed: str) -> Any:
        reading = parse(_printable(typed))
        if reading.problem is not None:
            raise Bad(reading.problem, reading.remedy)
        return reading.value

    return read


_text: Final = _read_with(parse_text)
_number: Final = _read_with(parse_number)


def _whole(typed: str) -> Any:
    value = _number(typed)
    if value is None or value != int(value):
        return typed if value is not None else None
    return int(value)


def _moment(typed: str) -> datetime | None:
    """A date and a time of day in China."""
    folded, _ = fold(_printable(typed))
    if not folded:
        return None
    found = re.fullmatch(r"(.+?)[T ]\s*(\d{1,2}:\d{2})(?::\d{2})?", folded.replace("：", ":"))
    day = parse_date(found[1]).value if found else None
    if found is None or day is None:
        raise Bad(explain("Invalid RFC3339 encoded datetime"))
    return datetime.combine(day, _clock(found[2]), CHINA)


def _time(typed: str) -> time | None:
    folded, _ = fold(_printable(typed))
    return _clock(folded) if folded else None


def _clock(folded: str) -> time:
    found = re.fullmatch(r"(\d{1,2})[:.时点](\d{2})分?", folded)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Bad(explain("Invalid RFC3339 encoded time"))
    return time(int(found[1]), int(found[2]))


_READERS: Final[dict[Any, Callable[[str], Any]]] = {
    int: _whole,
    float: lambda typed: None if (value := _number(typed)) is None else float(value),
    Decimal: _number,
    date: _read_with(parse_date),
    datetime: _moment,
    time: _time,
}


def _has_file(sent: Any) -> bool:
    return isinstance(sent, UploadFile) and bool(sent.filename)


async def _upload(sent: UploadFile, max_bytes: int) -> Upload:
    data = await sent.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise Bad(text("The file is larger than {size} MB.", size=f"{max_bytes / 1_000_000:g}"))
    name = re.split(r"[\\/]", sent.filename)[-1]
    return Upload(_CONTROL.sub("", name)[:200] or "file", sent.content_type, data)


def problem(name: str, bad: Bad) -> FieldProblem:
    """What could not be read, as a problem of the field."""
    return FieldProblem(name, bad.message, bad.remedy)
