"""DER, the encoding of certificates and signatures: as much of it as we write and read ourselves."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

INTEGER, OCTETS, NULL, OID, UTC_TIME, TIME, SEQUENCE, SET = 0x02, 0x04, 0x05, 0x06, 0x17, 0x18, 0x30, 0x31


class Malformed(ValueError):
    """Bytes that are not DER, or not the structure that was expected."""


class Value(msgspec.Struct, frozen=True):
    """One encoded value: its tag, what it holds, and the whole of it."""

    tag: int
    content: bytes
    encoded: bytes

    def parts(self) -> list[Value]:
        """What a constructed value holds."""
        return list(_values(self.content))


def encode(tag: int, *parts: bytes) -> bytes:
    """A value of `tag` around its parts."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    return encode(SEQUENCE, *parts)


def set_of(*parts: bytes) -> bytes:
    """A SET OF, its members in the order DER wants."""
    return encode(SET, *sorted(parts))


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = map(int, dotted.split("."))
    return encode(OID, bytes((40 * first + second,)), *(_base128(number) for number in rest))


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(0x80 | number & 0x7F)
    return bytes(reversed(digits))


def decode(encoded: bytes) -> Value:
    """The one value that `encoded` is. Raises `Malformed`."""
    value, end = _read(encoded, 0)
    if end != len(encoded):
        raise Malformed("something follows the value")
    return value


def decode_first(encoded: bytes) -> tuple[Value, bytes]:
    """The value that `encoded` begins with, and the rest. Raises `Malformed`."""
    value, end = _read(encoded, 0)
    return value, encoded[end:]


def _values(content: bytes) -> Iterator[Value]:
    at = 0
    while at < len(content):
        value, at = _read(content, at)
        yield value


def _read(encoded: bytes, at: int) -> tuple[Value, int]:
    """The value that begins at `at`, and where it ends; lengths in their shortest form only."""
    begin = at
    try:
        tag, length = encoded[at], encoded[at + 1]
    except IndexError:
        raise Malformed("cut off") from None
    at += 2
    if length >= 0x80:
        count = length & 0x7F
        length = int.from_bytes(encoded[at : at + count], "big")
        if not 1 <= count <= 4 or length < 0x80 or length.bit_length() <= 8 * (count - 1):
            raise Malformed("a length that is not DER")
        at += count
    if at + length > len(encoded):
        raise Malformed("cut off")
    return Value(tag, encoded[at : at + length], encoded[begin : at + length]), at + length
