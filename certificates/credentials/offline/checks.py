"""The checks by name. "Cannot tell" is an answer of its own and never looks like "valid"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from certificates.credentials.multikey import from_multikey
from certificates.credentials.offline.kit import Kit
from certificates.credentials.offline.logged import check_log_entry
from certificates.credentials.offline.reading import Brought
from certificates.credentials.proofs import verified_by
from certificates.credentials.rules import STATUS_PURPOSES
from certificates.status.rules import decoded, is_set
from foundation.text import Text, text

Outcome = Literal["passed", "failed", "unknown", "absent"]
Verdict = Literal["valid", "not_valid", "cannot_tell"]
Document = Mapping[str, Any]

#: Clocks of machines without network are allowed to be slow by this.
_SLOW: Final = timedelta(minutes=10)


class Check(msgspec.Struct, frozen=True):
    """One check: what was asked, how it ended, and what there is to say about it."""

    name: str
    outcome: Outcome
    note: Text


class Report(msgspec.Struct, frozen=True):
    """The answer, how it was reached, and how old the lists are on which it rests."""

    verdict: Verdict
    checks: list[Check]
    lists_from: datetime | None


def check(brought: Brought, kit: Kit, at: datetime) -> Report:
    """Everything that can be said at this moment with this kit."""
    credential, did = brought.credential, str(kit.did.get("id", ""))
    keys = assertion_keys(kit.did)
    checks = [
        _issuer(credential, did),
        _signature(credential, keys),
        _period(credential, at),
        *(_status(credential, purpose, kit, keys, at) for purpose in STATUS_PURPOSES),
        Check("log", *check_log_entry(brought, kit)),
    ]
    if brought.printed is not None:
        checks.append(_document(credential, brought.printed))
    if brought.file is not None:
        checks.append(_file(brought.file, kit))
    outcomes = {check.outcome for check in checks}
    verdict: Verdict = (
        "not_valid" if "failed" in outcomes else "cannot_tell" if "unknown" in outcomes else "valid"
    )
    moments = [moment for listed in kit.lists if (moment := read_moment(listed.get("validFrom")))]
    return Report(verdict, checks, min(moments, default=None))


def assertion_keys(did: Document) -> dict[str, bytes]:
    """The issuer's own keys that it lists for assertions; what cannot be read is no key."""
    listed = did.get("assertionMethod")
    found: dict[str, bytes] = {}
    for method in _objects(did.get("verificationMethod")):
        name = method.get("id")
        if method.get("controller") != did.get("id") or name not in (
            listed if isinstance(listed, list) else []
        ):
            continue
        try:
            found[str(name)] = from_multikey(str(method.get("publicKeyMultibase")))
        except ValueError:
            continue
    return found


def _issuer(credential: Document, did: str) -> Check:
    if did and _issuer_of(credential) == did:
        return Check("issuer", "passed", text("Issued by {did}.", did=did))
    return Check("issuer", "failed", text("Not issued by {did}.", did=did))


def _issuer_of(document: Document) -> Any:
    named = document.get("issuer")
    return named.get("id") if isinstance(named, dict) else named


def _signature(credential: Document, keys: Mapping[str, bytes]) -> Check:
    if verified_by(credential, keys):
        return Check(
            "signature", "passed", text("Signed by a key that the issuer lists; nothing was changed.")
        )
    return Check("signature", "failed", text("No signature of the issuer fits what it says."))


def read_moment(written: Any) -> datetime | None:
    """A moment with its zone, or nothing."""
    try:
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _period(credential: Document, at: datetime) -> Check:
    begins = read_moment(credential.get("validFrom"))
    ends = read_moment(credential.get("validUntil"))
    if begins is None or ("validUntil" in credential and ends is None):
        return Check("period", "unknown", text("Its period cannot be read."))
    if begins > at + _SLOW:
        return Check("period", "failed", text("It does not count yet."))
    if ends is not None and ends <= at:
        return Check("period", "failed", text("Its last day has passed."))
    return Check("period", "passed", text("Within its period."))


def _status(credential: Document, purpose: str, kit: Kit, keys: Mapping[str, bytes], at: datetime) -> Check:
    entries = _objects(credential.get("credentialStatus"))
    entry = next((e for e in entries if e.get("statusPurpose") == purpose), None)
    if entry is None:
        return Check(purpose, "unknown", text("It names no list for this."))
    listed = next((one for one in kit.lists if one.get("id") == entry.get("statusListCredential")), None)
    if listed is None:
        return Check(purpose, "unknown", text("The list is not at hand."))
    subject = listed.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("statusPurpose") != purpose:
        return Check(purpose, "unknown", text("The list is for something else."))
    if _issuer_of(listed) != _issuer_of(credential) or not verified_by(listed, keys):
        return Check(purpose, "unknown", text("The list is not the issuer's."))
    begins, ends = read_moment(listed.get("validFrom")), read_moment(listed.get("validUntil"))
    if begins is None or ends is None or begins > at + _SLOW or ends <= at:
        return Check(purpose, "unknown", text("The list is too old, or not of this time. Fetch a new one."))
    return _bit(entry, subject, purpose)


def _bit(entry: Document, subject: Document, purpose: str) -> Check:
    try:
        raised = is_set(decoded(str(subject.get("encodedList"))), int(str(entry.get("statusListIndex"))))
    except ValueError:
        return Check(purpose, "unknown", text("The list cannot be read."))
    said = {
        ("revocation", True): text("It was withdrawn or replaced."),
        ("revocation", False): text("Not withdrawn."),
        ("suspension", True): text("It is suspended."),
        ("suspension", False): text("Not suspended."),
    }
    return Check(purpose, "failed" if raised else "passed", said[purpose, raised])


def _document(credential: Document, printed: str) -> Check:
    """The credential is signed, the page is not: a page around somebody else's credential is a forgery."""
    page = _signs(printed)
    subject = credential.get("credentialSubject")
    names = (
        [one.get("identityHash") for one in _objects(subject.get("identifier"))]
        if isinstance(subject, dict)
        else []
    )
    number = subject.get("licenseNumber") if isinstance(subject, dict) else None
    wanted = [_signs(str(value)) for value in (*names, number) if value]
    if len(wanted) < 2 or not all(value and value in page for value in wanted):
        return Check(
            "document", "failed", text("The page names another holder or number than what is signed.")
        )
    return Check("document", "passed", text("The page names the holder and number that are signed."))


def _file(file: bytes, kit: Kit) -> Check:
    """The PDF's own signature: over the whole file, by a signer that the issuer's root vouches for."""
    found = kit.documents.check(file)
    if found.signed and not kit.documents.roots:
        return Check("file", "unknown", text("The root that vouches for it is not at hand."))
    if found.genuine:
        return Check("file", "passed", text("The file is to the last byte what was signed."))
    if not found.signed:
        return Check("file", "failed", text("The file carries no signature of the issuer."))
    if found.intact and not found.whole:
        return Check(
            "file", "failed", text("The file was changed after it was signed: {what}.", what=found.later[0])
        )
    if found.intact:
        return Check("file", "failed", text("The file was signed by somebody else."))
    return Check("file", "failed", text("The file is not what was signed."))


def _signs(written: str) -> str:
    return "".join(sign for sign in written if sign.isalnum())


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
