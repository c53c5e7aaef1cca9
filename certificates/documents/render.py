"""Makes a certificate's document: the same content gives the same bytes, on any machine and at any time."""

from __future__ import annotations

import contextlib
import struct
from datetime import UTC, datetime, time
from functools import lru_cache
from itertools import chain
from typing import Final

from certificates.documents.cms import TimestampOf, signed_data
from certificates.documents.content import TITLE, CertificateContent
from certificates.documents.lines import values
from certificates.documents.plans import common_plan, own_plan
from certificates.documents.qr import qr_operators
from certificates.documents.signer import DocumentSigner
from foundation.clock import CHINA
from foundation.errors import Refused
from foundation.printing import missing_characters
from foundation.printing.filling import Enclosed, Filling, Photo, Signing, TooWide, fill
from foundation.printing.sheets import WHOLE
from foundation.text import text
from registry.people.photo import portrait

#: Bytes kept for a signature beside its certificates, without and with a time-stamp.
_ROOM, _ROOM_STAMPED = 640, 12_640


def render(
    content: CertificateContent,
    *,
    credential: bytes | None = None,
    signer: DocumentSigner | None = None,
    signed_at: datetime | None = None,
    timestamp_of: TimestampOf | None = None,
) -> bytes:
    """The certificate as PDF/A-3a and PDF/UA-1, one page; `credential` travels in it as a file.

    With a `signer` it is certified: nothing may be changed any more. Without `signed_at` it bears the day of
    issue. Synchronous and bound by the processor: call it in a thread or a process of its own. Raises
    `Refused` rather than print a character the fonts do not have, or a second page.
    """
    if missing := missing_glyphs(content):
        raise Refused(
            text("The certificate was not printed: no font has {characters}.", characters=_named(missing)),
            remedy=text(
                "Ask the system administrator to add a font with these characters, then print again."
            ),
            rule=WHOLE,
        )
    means = signing(signer, signed_at or _day(content), timestamp_of) if signer else None
    wanted = filling(content, credential=credential, means=means)
    enclosed, signed = credential is not None, means is not None
    common = common_plan(content, enclosed=enclosed, signed=signed)
    if common is not None:
        with contextlib.suppress(TooWide):
            return fill(common, wanted)
    return fill(own_plan(content, enclosed=enclosed, signed=signed), wanted)


def filling(
    content: CertificateContent, *, credential: bytes | None = None, means: Signing | None = None
) -> Filling:
    """What makes this certificate of its plan."""
    day = _day(content)
    return Filling(
        title=f"{TITLE} {content.certificate_number}",
        stands_for=content.certificate_number,
        author=content.evaluator_name,
        created=day,
        lines=values(content),
        code=qr_operators(content.verification_url),
        photo=_photo(content.photo) if content.photo else None,
        enclosed=None if credential is None else Enclosed(credential, "application/json", day),
        signing=means,
    )


def _day(content: CertificateContent) -> datetime:
    return datetime.combine(content.issue_date, time(), CHINA).astimezone(UTC)


def missing_glyphs(content: CertificateContent) -> list[str]:
    """Characters that no font at hand can show, each once; empty when the certificate can be printed."""
    return list(dict.fromkeys(chain.from_iterable(map(_missing, content.words()))))


@lru_cache(maxsize=1024)
def _missing(words: str) -> tuple[str, ...]:
    """Most of what certificates say is the same on many of them."""
    return tuple(missing_characters([words]))


def _named(characters: list[str]) -> str:
    return "、".join(
        f"{character if character.isprintable() else ''}（U+{ord(character):04X}）"
        for character in characters
    )


def signing(signer: DocumentSigner, at: datetime, timestamp_of: TimestampOf | None = None) -> Signing:
    """How a document is signed, for `filling`."""
    room = sum(map(len, signer.certificates)) + (_ROOM_STAMPED if timestamp_of else _ROOM)
    return Signing(lambda digest: signed_data(digest, signer, timestamp_of), room, at.astimezone(UTC))


def _photo(photo: bytes) -> Photo:
    jpeg = portrait(photo)
    return Photo(jpeg, *_pixels(jpeg))


#: Markers of a JPEG that say how large it is: baseline, extended and progressive.
_FRAMES: Final = (0xC0, 0xC1, 0xC2)


def _pixels(jpeg: bytes) -> tuple[int, int]:
    """Width and height, from the frame's head."""
    at = 2
    while jpeg[at + 1] not in _FRAMES:
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    height, width = struct.unpack_from(">HH", jpeg, at + 5)
    return width, height
