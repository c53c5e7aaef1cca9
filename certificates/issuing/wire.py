"""How the issuing process and its helpers talk: frames of MessagePack behind their length."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final, Literal

import msgspec

from certificates.issuing.making import Made, Order
from foundation.errors import Confidence

_LENGTH: Final = struct.Struct(">I")


class Work(msgspec.Struct, frozen=True, tag="work"):
    """Make this document; its signatures are those of these keys."""

    order: Order
    address: str
    public_key: bytes
    certificates: tuple[bytes, ...]


class Signature(msgspec.Struct, frozen=True, tag="signature"):
    """The answer to `Sign`; empty where it cannot be had."""

    signature: bytes


class Sign(msgspec.Struct, frozen=True, tag="sign"):
    """A helper has no key: it asks for each signature."""

    what: Literal["credential", "document"]
    message: bytes


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The document."""

    made: Made


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """A rule says no: the text and the title of the rule as they are kept in rows."""

    message: str
    title: str
    identity: str
    document: str
    article: str
    confidence: Confidence


class Fault(msgspec.Struct, frozen=True, tag="fault"):
    """Something broke."""

    error: str


ToHelper = Work | Signature
FromHelper = Sign | Done | Refusal | Fault
_to_helper = msgspec.msgpack.Decoder(ToHelper)
_from_helper = msgspec.msgpack.Decoder(FromHelper)
HEAD: Final = _LENGTH.size


def framed(message: ToHelper | FromHelper) -> bytes:
    """A message as it goes over the line."""
    body = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(body)) + body


def length_of(head: bytes) -> int:
    """How many bytes follow."""
    length: int = _LENGTH.unpack(head)[0]
    return length


def from_helper(body: bytes) -> FromHelper:
    """What a helper said."""
    said: FromHelper = _from_helper.decode(body)
    return said


def read(line: BinaryIO) -> ToHelper | None:
    """The next message to a helper; nothing when whoever it works for is gone."""
    head = line.read(HEAD)
    if len(head) < HEAD:
        return None
    body = line.read(length_of(head))
    return _to_helper.decode(body) if len(body) == length_of(head) else None
