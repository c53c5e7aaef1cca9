"""Verifies case folders with openbadgeslib and openvc: `python_verifiers.py CASES`, a JSON line for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openvc import VerificationPolicy, verify_credential
from openvc.did.base import DidDocument, parse_did_document
from openvc.resolvers import default_status_list_resolver

from certificates.credentials.contexts import contexts


class Folder:
    """Answers from one case what a network would answer; anything else is not there."""

    def __init__(self, folder: Path) -> None:
        self.credential = json.loads((folder / "credential.json").read_bytes())
        self.dids: dict[str, Any] = {}
        self.lists: dict[str, bytes] = {}
        self.tokens: dict[str, bytes] = {}
        for file in folder.glob("did*.json"):
            did = json.loads(file.read_bytes())
            self.dids[did["id"]] = did
        for file in folder.glob("status-*.json"):
            self.lists[json.loads(file.read_bytes())["id"]] = file.read_bytes()
            if file.with_suffix(".jwt").is_file():
                self.tokens[json.loads(file.read_bytes())["id"]] = file.with_suffix(".jwt").read_bytes()

    def supports(self, did: str) -> bool:
        return did in self.dids

    def resolve(self, did: str) -> DidDocument:
        return parse_did_document(self.dids[did.split("#")[0]])

    def download(self, url: str) -> bytes:
        if url in self.tokens:
            return self.tokens[url]
        host = url.removeprefix("https://").removesuffix("/.well-known/did.json")
        return json.dumps(self.dids[f"did:web:{host}"]).encode()

    def text(self, url: str) -> str:
        return self.lists[url].decode()


def openvc(folder: Folder, suite: str) -> None:
    """It takes one proof at a time."""
    proof = next((p for p in folder.credential["proof"] if p["cryptosuite"].endswith(f"-{suite}-2022")), None)
    if proof is None:
        raise LookupError("no such proof")
    loaded = contexts()
    lists = default_status_list_resolver(
        resolver=folder, fetch=lambda url: one_proof(folder.text(url), suite), extra_contexts=loaded
    )
    verify_credential(
        {**folder.credential, "proof": proof},
        policy=VerificationPolicy(require_status_issuer_binding=True),
        resolver=folder,
        resolve_status_list=lists,
        extra_contexts=loaded,
    )


def one_proof(written: str, suite: str) -> str:
    document = json.loads(written)
    proofs = document.get("proof")
    if proofs is None:
        return written
    return json.dumps(
        {**document, "proof": next(p for p in proofs if p["cryptosuite"].endswith(f"-{suite}-2022"))}
    )


def openbadges(folder: Folder) -> None:
    issuer = folder.credential["issuer"]["id"]
    verifier = OB3LdpVerifier.for_issuer_did(issuer)
    verifier.verify(folder.credential, check_status=True, download=folder.download)


def outcome(ask: Callable[[], None]) -> str:
    """Accepted, or the name of what was raised."""
    try:
        ask()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def verify(case: Path) -> dict[str, str]:
    """What each of them says of one case."""
    folder = Folder(case)
    return {
        "case": case.name,
        "openvc-jcs": outcome(lambda: openvc(folder, "jcs")),
        "openvc-rdfc": outcome(lambda: openvc(folder, "rdfc")),
        "openbadgeslib": outcome(lambda: openbadges(folder)),
    }


def main(root: Path) -> None:
    for case in sorted(root.iterdir()):
        sys.stdout.write(json.dumps(verify(case)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
