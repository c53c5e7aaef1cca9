"""What verification answers, derived from facts at the moment of asking."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, Literal

import msgspec

Standing = Literal["valid", "suspended", "withdrawn", "superseded", "expired", "unknown", "unavailable"]
Outcome = Literal["passed", "failed", "unknown"]
#: Why a certificate that the register would call valid is not called so: its evidence does not hold.
Doubt = Literal["", "signature", "issuer", "log"]

STANDINGS: Final[tuple[Standing, ...]] = (
    "valid", "suspended", "withdrawn", "superseded", "expired", "unknown", "unavailable",
)  # fmt: skip
#: What a program sees first. "Cannot be checked" is neither yes nor no, so it is no 200 and no 404.
STATUS: Final[dict[Standing, int]] = {**dict.fromkeys(STANDINGS, 200), "unknown": 404, "unavailable": 503}

#: No number, name or code is longer; what is, is cut before it is looked at, so that it costs nobody time.
_LONGEST: Final = 100


def standing(
    status: str, *, held: bool, expires_on: date | None, register_current: bool, today: date
) -> Standing:
    """The answer, by the first of these that holds:

    1. withdrawn or superseded: said so, whatever else is true
    2. never issued (reserved, prepared, voided): no such certificate
    3. something holds it: suspended
    4. its last day has passed: expired
    5. the ban register was not confirmed in time: cannot be checked; never valid by default
    6. valid
    """
    if status in ("withdrawn", "superseded"):
        return "withdrawn" if status == "withdrawn" else "superseded"
    if status != "issued":
        return "unknown"
    if held:
        return "suspended"
    if expires_on is not None and expires_on < today:
        return "expired"
    return "valid" if register_current else "unavailable"


def within_reason(written: str) -> str:
    """What was typed, cut to a length that every real entry keeps."""
    return written[:_LONGEST]


class Check(msgspec.Struct, frozen=True, gc=False):
    """One check by its name, and how it ended."""

    name: str
    outcome: Outcome


def doubt(state: Standing, *, signature: Outcome, issuer: Outcome, log: Outcome) -> Doubt:
    """The first check for which the register alone is not believed; a certificate that has ended has ended.

    The log may be a minute behind, so that an entry may be missing; one that does not fit may not.
    """
    if state not in ("valid", "suspended", "expired"):
        return ""
    if signature != "passed":
        return "signature"
    if issuer != "passed":
        return "issuer"
    return "log" if log == "failed" else ""


@lru_cache(1024)
def checks(
    state: Standing, *, over: bool, signature: Outcome, issuer: Outcome, log: Outcome, document: Outcome
) -> tuple[Check, ...]:
    """Every check by name, in the order in which they are shown."""
    stands = state in ("valid", "expired")
    return (
        Check("signature", signature),
        Check("status", "passed" if stands else "failed"),
        Check("period", "failed" if over else "passed"),
        Check("issuer", issuer),
        Check("screening", "passed" if state == "valid" else "unknown"),
        Check("log", log),
        Check("document", document),
    )


#: What a file is that somebody brought, beyond what the register says of the certificate.
Verdict = Literal["genuine", "unconfirmed", "changed", "mixed", "not_ours", "scan", "unreadable"]


class FileFacts(msgspec.Struct, frozen=True):
    """What was found out about a file. Certificates are named by anything that tells them apart."""

    #: It is a PDF that can be read, or at least a picture.
    readable: bool
    #: The certificate whose filed document this is, byte for byte.
    filed_as: str = ""
    #: The certificate with whose filed document it begins.
    begins_as: str = ""
    #: The certificate whose signed credential is attached, byte for byte.
    attached: str = ""
    #: The signature in it covers the whole file and counts.
    signed_whole: bool = False
    #: The page names the holder and the number of the attached credential.
    page_fits: bool = False
    #: There are words in it, and not only a picture of them.
    words: bool = False


def verdict(facts: FileFacts) -> Verdict:
    """What the file is, by the first of these that holds; only "genuine" is what was issued."""
    if facts.filed_as:
        return "genuine" if facts.signed_whole and facts.attached == facts.filed_as else "unconfirmed"
    if not facts.readable:
        return "unreadable"
    if facts.begins_as:
        return "mixed" if facts.attached not in ("", facts.begins_as) else "changed"
    if facts.attached:
        return "changed" if facts.page_fits else "mixed"
    return "not_ours" if facts.words else "scan"


def file_checks(facts: FileFacts) -> tuple[Check, ...]:
    """What was asked of the file, by name."""
    return (
        Check("file", "passed" if facts.filed_as else "failed"),
        Check("cover", "passed" if facts.signed_whole else "failed"),
        Check("attachment", "passed" if facts.attached else "failed"),
    )
