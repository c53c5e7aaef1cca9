"""Certificates as we issue them, good and wrong in every way, as folders that other verifiers read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from certificates.credentials.did import did_document
from certificates.credentials.multikey import multikey
from certificates.credentials.proofs import canonical, moment, with_proofs
from certificates.credentials.signing import FileSigner, Issuer
from certificates.status.actions import as_jwt
from certificates.status.rules import bits, list_credential
from tests.certificates.builders import ADDRESS, ISSUER

Document = dict[str, Any]
#: By file name, as a kit has them; a list also as JWT.
Case = dict[str, Any]

NEWER = Issuer(ADDRESS, FileSigner(bytes(range(3, 35))), ISSUER.log)
STRANGER = Issuer("https://elsewhere.example", FileSigner(bytes(range(9, 41))), ISSUER.log)
#: Somebody who claims to be us with a key that we do not list.
IMPOSTOR = Issuer(ADDRESS, FileSigner(bytes(range(5, 37))), ISSUER.log)
LONG_AGO = "2020-01-01T00:00:00Z"


class _Foreign:
    """Somebody's key under an identifier of its own (did:key), in a credential that names us as issuer."""

    credentials = FileSigner(bytes(range(7, 39)))

    @property
    def did(self) -> str:
        return f"did:key:{multikey(self.credentials.public_key)}"

    @property
    def method(self) -> str:
        return f"{self.did}#{multikey(self.credentials.public_key)}"

    @property
    def document(self) -> Document:
        return did_document(self.did, [self.credentials.public_key])


def now() -> datetime:
    """The machine's time: other people's verifiers have no other clock."""
    return datetime.now(UTC).replace(microsecond=0)


def cases(good: Case) -> dict[str, Case]:
    """Every case by its name, made of one certificate that was issued, with its kit."""
    credential = good["credential.json"]
    return {
        "good": good,
        "tampered": good | {"credential.json": _changed(credential, _better)},
        "unknown-term": good | {"credential.json": {**credential, "aTermThatNobodyKnows": "x"}},
        "expired": good | {"credential.json": _signed_anew(credential, _expire)},
        "rare-signs": good | {"credential.json": _signed_anew(credential, _rename)},
        "revoked": good | _list(good, "revocation", _places(credential)),
        "suspended": good | _list(good, "suspension", _places(credential)),
        "others-revoked": good | _list(good, "revocation", _neighbours(credential)),
        "stale-list": good
        | _list(good, "revocation", [], age=timedelta(days=30))
        | _list(good, "suspension", [], age=timedelta(days=30)),
        "impostor": good | {"credential.json": _signed_anew(credential, _same, IMPOSTOR)},
        "rotated": _listing(good, NEWER, ISSUER),
        "key-deleted": _listing(good, NEWER),
        "rdfc-alone": good | {"credential.json": _with_only(credential, "eddsa-rdfc-2022")},
        "jcs-alone": good | {"credential.json": _with_only(credential, "eddsa-jcs-2022")},
        "jcs-first": good | {"credential.json": {**credential, "proof": credential["proof"][::-1]}},
        "old-key-not-asserted": _old_key(good, asserted=False),
        "old-key-revoked": _old_key(good, revoked=LONG_AGO),
        "old-key-expired": _old_key(good, expires=LONG_AGO),
        "foreign-did-key": good
        | {"credential.json": _signed_anew(credential, _same, _Foreign())}
        | {"did-key.json": _Foreign().document},
        "unsigned-list": good | _unsigned(good),
        "foreign-list": good
        | _list(good, "revocation", [], signer=STRANGER)
        | {"did-elsewhere.json": did_document(STRANGER.did, [STRANGER.credentials.public_key])},
    }


def write(found: dict[str, Case], root: Path) -> None:
    """A folder for each case."""
    for name, files in found.items():
        (root / name).mkdir(parents=True)
        for file, document in files.items():
            content = document if isinstance(document, bytes) else canonical(document)
            (root / name / file).write_bytes(content)


def _changed(credential: Document, change: Callable[[Document], None]) -> Document:
    copy: Document = json.loads(json.dumps(credential))
    change(copy)
    return copy


def _signed_anew(credential: Document, change: Callable[[Document], None], signer: Any = ISSUER) -> Document:
    changed = _changed(credential, change)
    del changed["proof"]
    return with_proofs(changed, signer, now())


def _same(said: Document) -> None: ...


def _better(said: Document) -> None:
    said["credentialSubject"]["result"][1]["value"] = "96"


def _expire(said: Document) -> None:
    said["validFrom"] = said["awardedDate"] = "2020-01-01T00:00:00Z"
    said["validUntil"] = "2021-01-01T00:00:00Z"


def _rename(said: Document) -> None:
    """Signs beyond the first plane, quotes, a line end, a separator that JavaScript once mistook for one."""
    said["credentialSubject"]["identifier"][0]["identityHash"] = '𠮷𬎆·买买提“"\\\n\t\u2028𪚥é'


def _places(credential: Document) -> list[int]:
    return [int(credential["credentialStatus"][0]["statusListIndex"])]


def _neighbours(credential: Document) -> list[int]:
    (place,) = _places(credential)
    return [at for at in range(place - 9, place + 10) if at != place and 0 <= at < 131_072]


def _list(
    good: Case, purpose: str, places: list[int], *, age: timedelta = timedelta(), signer: Issuer = ISSUER
) -> Case:
    """Another list in the place of the good one, in both forms."""
    begins = now() - age
    ends = begins + timedelta(days=7)
    plain = list_credential(
        address=good[f"status-{purpose}.json"]["id"],
        did=signer.did,
        purpose=purpose,
        bitstring=bits(places),
        valid_from=moment(begins),
        valid_until=moment(ends),
    )
    return {
        f"status-{purpose}.json": with_proofs(plain, signer, begins),
        f"status-{purpose}.jwt": as_jwt(plain, signer, begins, ends).encode(),
    }


def _listing(good: Case, *issuers: Issuer) -> Case:
    """The issuer's document with these keys; lists signed with the first, as after a rotation."""
    did = did_document(ISSUER.did, [one.credentials.public_key for one in issuers])
    lists = _list(good, "revocation", [], signer=issuers[0]) | _list(
        good, "suspension", [], signer=issuers[0]
    )
    return good | {"did.json": did} | lists


def _with_only(credential: Document, suite: str) -> Document:
    return {**credential, "proof": [proof for proof in credential["proof"] if proof["cryptosuite"] == suite]}


def _old_key(good: Case, *, asserted: bool = True, **members: str) -> Case:
    """The key that signed is still in the issuer's document, but something there speaks against it."""
    case = _listing(good, NEWER, ISSUER)
    newer, older = case["did.json"]["verificationMethod"]
    said = {**case["did.json"], "verificationMethod": [newer, {**older, **members}]}
    if not asserted:
        said["assertionMethod"] = [newer["id"]]
    return case | {"did.json": said}


def _unsigned(good: Case) -> Case:
    """Lists that anybody could have written, in both forms."""
    found: Case = {}
    for purpose in ("revocation", "suspension"):
        plain = {**good[f"status-{purpose}.json"]}
        del plain["proof"]
        head, claims, _ = good[f"status-{purpose}.jwt"].split(b".")
        nothing = b"A" * 86
        found |= {
            f"status-{purpose}.json": plain,
            f"status-{purpose}.jwt": b".".join([head, claims, nothing]),
        }
    return found
