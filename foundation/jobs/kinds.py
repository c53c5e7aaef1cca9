"""The kinds of work there are: each names the function that does it and the arguments it takes."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, get_type_hints

import msgspec

from foundation.jobs.cron import Cron, parse
from foundation.text import Text

Body = TypeVar("Body", bound=Callable[..., Awaitable[None]])


class Kind(msgspec.Struct, frozen=True):
    """One kind of work; `arguments` is a struct made from the signature of `body`."""

    name: str
    body: Callable[..., Awaitable[None]]
    arguments: type[msgspec.Struct]
    cancellable: bool


class Period(msgspec.Struct, frozen=True):
    """Work that the clock asks for."""

    kind: str
    cron: Cron
    title: Text


class UnknownKind(LookupError):
    """No body is registered under this name; the module that holds it was not imported."""


_kinds: dict[str, Kind] = {}
_periods: dict[str, Period] = {}


def job(name: str, *, cancellable: bool = True) -> Callable[[Body], Body]:
    """Register `async def body(job: JobHandle, **args)` as the work of this kind.

    The body may be run again after a crash, from its beginning: each of its steps must find out by
    itself that it was done before. It never blocks the event loop for seconds; such work goes
    through `asyncio.to_thread`.
    """

    def register(body: Body) -> Body:
        known = _kinds.get(name)
        if known is not None and known.body is not body:
            raise ValueError(f"two bodies for the kind of job {name!r}")
        _kinds[name] = Kind(name=name, body=body, arguments=_arguments(name, body), cancellable=cancellable)
        return body

    return register


def periodic(name: str, cron: str, *, title: Text) -> Callable[[Body], Body]:
    """Register work that a worker begins whenever the cron line (China's time) comes true.

    Moments missed while no worker ran are made up for once. It acts as the system.
    """

    period = Period(kind=name, cron=parse(cron), title=title)

    def register(body: Body) -> Body:
        _periods[name] = period
        return job(name, cancellable=False)(body)

    return register


def kind_of(name: str) -> Kind:
    """The kind of that name; raises `UnknownKind`."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def known_kinds() -> list[str]:
    """The names of all kinds: a worker takes no work that it does not know."""
    return list(_kinds)


def periods() -> list[Period]:
    """All periodic work."""
    return list(_periods.values())


def encode_arguments(kind: Kind, args: Mapping[str, Any]) -> str:
    """The arguments as JSON, read back once so that a wrong one is found by whoever gave it."""
    encoded = msgspec.json.encode(dict(args), enc_hook=_plain)
    msgspec.json.decode(encoded, type=kind.arguments)
    return encoded.decode()


def decode_arguments(kind: Kind, stored: str) -> dict[str, Any]:
    """The keyword arguments for the body, of the types that its signature names."""
    return msgspec.structs.asdict(msgspec.json.decode(stored, type=kind.arguments))


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):  # the driver's own subclass
        return str(value)
    raise TypeError(f"not a value for a job: {value!r}")


def _arguments(name: str, body: Callable[..., Any]) -> type[msgspec.Struct]:
    hints = get_type_hints(body)
    fields: list[Any] = []
    for parameter in list(inspect.signature(body).parameters.values())[1:]:
        field = (parameter.name, hints[parameter.name])
        fields.append(field if parameter.default is parameter.empty else (*field, parameter.default))
    return msgspec.defstruct(f"{name} arguments", fields, kw_only=True, forbid_unknown_fields=True)
