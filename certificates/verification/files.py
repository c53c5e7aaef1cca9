"""A file that somebody brings: is it what was issued? It is looked at in memory and never kept.

Whatever it shows, words come from the register's own record of the certificate, never from the file.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import uuid
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Final

import msgspec

from certificates.documents.checking import Findings, Seen, look_into
from certificates.documents.trust import DocumentTrust, document_trust
from certificates.verification import lookups
from certificates.verification.asking import AWAY
from certificates.verification.queries import Finding, by_id
from certificates.verification.rules import Check, FileFacts, Verdict, file_checks, verdict
from foundation.clock import now
from foundation.database import fetchrow
from foundation.language import say
from foundation.logging import describe, log
from foundation.web.client import Connection, client_address
from foundation.web.limits import limit

LARGEST: Final = 10_000_000
_count = partial(limit, "verify.document", times=10, per=300)
#: So many are looked at at once, each for so many seconds: reading a PDF is work, and anybody may bring one.
_AT_ONCE: Final = asyncio.Semaphore(2)
_SECONDS: Final = 15.0
_ENDS: Final = re.compile(rb"%%EOF\r?\n?")
_MOST_ENDS: Final = 20
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM")
#: Fewer signs than that on all pages: what looks like words is a picture.
_FEW: Final = 20

_FOUND: Final = """
SELECT c.id, c.pdf_sha256, k.sha256 FROM certificate c LEFT JOIN credential k ON k.certificate_id = c.id
 WHERE c.status IN ('issued', 'withdrawn', 'superseded')
"""
_FILED: Final = _FOUND + " AND c.pdf_sha256 = ANY($1) LIMIT 1"
_ATTACHED: Final = _FOUND + " AND k.sha256 = $1"


class FileFinding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said about a file. Only `genuine` is what was issued; `certificate` is the register's word."""

    verdict: Verdict
    checked_at: datetime
    checks: tuple[Check, ...] = ()
    #: What was put behind our signature, as far as it can be named.
    later: tuple[str, ...] = ()
    certificate: Finding | None = None


async def examined(connection: Connection, content: bytes) -> FileFinding:
    """What this file is. Raises `TooMany`; where the register cannot be asked, that is the answer."""
    try:
        await _count(client_address(connection))
        return await _examined(content)
    except AWAY as error:
        log.warning("verification.unavailable", **describe(error))
        return FileFinding("unconfirmed", now(), certificate=Finding("unavailable", now()))


async def _examined(content: bytes) -> FileFinding:
    trust = await document_trust()
    async with _AT_ONCE:
        signature, seen = await asyncio.wait_for(asyncio.to_thread(_read, content, trust), _SECONDS)
    facts, certificate_id = await _facts(content, signature, seen)
    word = verdict(facts)
    if certificate_id is None:
        return FileFinding(word, now(), file_checks(facts) if facts.words else ())
    found = await by_id(certificate_id, in_full=word == "genuine")
    finding = found.finding
    if word == "genuine" and finding.state == "unavailable":
        word = "unconfirmed"
    lookups.note(certificate_id, "document", finding.state, finding.checked_at)
    later = tuple(say(what) for what in signature.later)
    return FileFinding(word, finding.checked_at, file_checks(facts), later, finding)


def _read(content: bytes, trust: DocumentTrust) -> tuple[Findings, Seen]:
    if not content.startswith(b"%PDF"):
        return Findings(signed=False), Seen()
    return trust.check(content), look_into(content)


async def _facts(content: bytes, signature: Findings, seen: Seen) -> tuple[FileFacts, uuid.UUID | None]:
    """What the file has to do with certificates of ours, and with which one."""
    filed = await fetchrow(_FILED, [hashlib.sha256(content).digest()])
    begins = filed or await fetchrow(_FILED, await asyncio.to_thread(_beginnings, content))
    body = signature.attachment
    attached = await fetchrow(_ATTACHED, hashlib.sha256(body).digest()) if body is not None else None
    facts = FileFacts(
        readable=seen.pages > 0 or content.startswith(_PICTURES),
        filed_as=_name(filed),
        begins_as=_name(begins),
        attached=_name(attached),
        signed_whole=signature.genuine,
        page_fits=body is not None and attached is not None and _names(seen.words, body),
        words=len(_signs(seen.words)) >= _FEW,
    )
    known = attached or begins
    return facts, known["id"] if known is not None else None


def _name(row: Any) -> str:
    return str(row["id"]) if row is not None else ""


def _beginnings(content: bytes) -> list[bytes]:
    """Digests of the file as it may have been before something was appended."""
    ends = (found.end() for found in islice(_ENDS.finditer(content), _MOST_ENDS))
    return [hashlib.sha256(content[:end]).digest() for end in ends if end < len(content)]


def _names(words: str, body: bytes) -> bool:
    """Whether the page names the holder and the number that are signed."""
    subject = json.loads(body)["credentialSubject"]
    page = _signs(words)
    wanted = (subject["identifier"][0]["identityHash"], subject["licenseNumber"])
    return all(_signs(word) in page for word in wanted)


def _signs(written: str) -> str:
    return "".join(sign for sign in written if sign.isalnum())
