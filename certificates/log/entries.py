"""From what happened to a certificate to what the log says of it.

An entry names the signed credential by its digest, which covers signatures that nobody can guess: the log
tells nothing about a person, and stays whole when the person's record is erased.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from certificates.credentials.proofs import canonical, moment


class Happened(msgspec.Struct, frozen=True):
    """A fact about a certificate, in the order in which it is taken into the log."""

    id: int
    certificate_id: uuid.UUID
    kind: str
    at: datetime


class Past(msgspec.Struct):
    """What the log has already taken of a certificate: how many holds are open, and whether it has ended."""

    holds: int = 0
    ended: bool = False


class Subject(msgspec.Struct, frozen=True):
    """How the log names a certificate: by its credential, or by its document where there is no credential."""

    credential: bytes | None
    document: bytes | None


class Entry(msgspec.Struct, frozen=True):
    """A line of the log."""

    certificate_id: uuid.UUID
    kind: str
    data: bytes


def entries(
    happened: Iterable[Happened], past: dict[uuid.UUID, Past], named: dict[uuid.UUID, Subject]
) -> Iterator[Entry]:
    """What is to be logged: the first of several holds suspends, the last one lifted reinstates."""
    for fact in happened:
        kind = _kind(fact.kind, past.setdefault(fact.certificate_id, Past()))
        if kind:
            data = _data(kind, named[fact.certificate_id], fact.at)
            yield Entry(fact.certificate_id, kind, data)


def _kind(kind: str, past: Past) -> str | None:
    if kind in ("withdrawn", "superseded"):
        past.ended = True
        return "withdraw" if kind == "withdrawn" else "supersede"
    if kind == "issued":
        return "issue"
    before = past.holds
    past.holds += 1 if kind == "held" else -1
    if past.ended or bool(before) == bool(past.holds):
        return None
    return "suspend" if past.holds else "reinstate"


def _data(kind: str, subject: Subject, at: datetime) -> bytes:
    said = {"v": 1, "t": kind, "at": moment(at)}
    if subject.credential is not None:
        return canonical({**said, "h": subject.credential.hex()})
    return canonical({**said, "pdf": (subject.document or b"").hex()})
