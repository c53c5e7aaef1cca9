"""What four verifiers of others say of our certificates: the good ones accepted, every wrong one refused.

Two lineages of two: `@digitalcredentials/*` began as forks of `@digitalbazaar/*`, and openvc and
openbadgeslib have one author. Where they differ the line says so; what we rely on holds in all of them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from certificates.credentials.offline.checks import check
from certificates.credentials.offline.kit import read_kit
from certificates.credentials.offline.reading import read_file
from tests.interop.cases import now
from tests.interop.conftest import node, python

pytestmark = pytest.mark.interop

ACCEPTED, REFUSED, NOT_THERE = "accepted", "refused", "—"
VERIFIERS = (
    "@digitalbazaar/vc, rdfc",
    "@digitalbazaar/vc, jcs",
    "@digitalcredentials/verifier-core",
    "openvc-core, rdfc",
    "openvc-core, jcs",
    "openbadgeslib",
    "`yuzheng verify`",
)
ALL = (ACCEPTED,) * 7
NONE = (REFUSED,) * 7
#: What each says of each case. Ours alone has a third answer: it cannot tell.
TABLE: dict[str, tuple[str, ...]] = {
    "good": ALL,
    "rare-signs": ALL,
    "others-revoked": ALL,
    "jcs-first": ALL,
    # Only jcs covers every byte, so a credential without it is not believed by us.
    "rdfc-alone": (ACCEPTED, REFUSED, ACCEPTED, ACCEPTED, NOT_THERE, ACCEPTED, REFUSED),
    "jcs-alone": (REFUSED, ACCEPTED, REFUSED, NOT_THERE, ACCEPTED, REFUSED, ACCEPTED),
    "tampered": NONE,
    "unknown-term": NONE,
    "expired": NONE,
    "revoked": NONE,
    "suspended": NONE,
    "impostor": NONE,
    "foreign-did-key": NONE,
    "rotated": ALL,
    "key-deleted": NONE,
    # Hence a compromised key leaves the document altogether.
    "old-key-not-asserted": (REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, ACCEPTED, REFUSED),
    "old-key-revoked": ALL,
    "old-key-expired": ALL,
    "stale-list": (*NONE[:6], "cannot tell"),
    "unsigned-list": (*NONE[:6], "cannot tell"),
    # verifier-core lets anybody's list count: the address of our lists must stay ours.
    "foreign-list": (REFUSED, REFUSED, ACCEPTED, REFUSED, REFUSED, REFUSED, "cannot tell"),
}
DOCUMENTED = Path(__file__).parents[2] / "docs" / "interop.md"


async def test_every_verifier_on_every_case(folder: Path) -> None:
    """The table in docs/interop.md is what they say; `WRITE=1 make interop` writes it."""
    bazaar = {line["case"]: line for line in node("digitalbazaar.mjs", folder)}
    ours = {line["case"]: line for line in python("python_verifiers", folder)}
    found = {
        case: (
            _bazaar(bazaar[case]["rdfc"]),
            _bazaar(bazaar[case]["jcs"]),
            _core(node("verifier_core.mjs", folder / case)[0]),
            *(_python(ours[case][name]) for name in ("openvc-rdfc", "openvc-jcs", "openbadgeslib")),
            _own(folder / case),
        )
        for case in TABLE
    }
    assert set(bazaar) == set(TABLE)
    assert found == TABLE
    table = _written(found)
    if os.environ.get("WRITE"):
        begin, end = DOCUMENTED.read_text("utf-8").split(MARK)[::2]
        DOCUMENTED.write_text(f"{begin}{MARK}\n{table}\n{MARK}{end}", "utf-8")
    assert table in DOCUMENTED.read_text("utf-8")
    _why(bazaar, ours)


MARK = "<!-- table -->"


def _written(found: dict[str, tuple[str, ...]]) -> str:
    lines = ["| case | " + " | ".join(VERIFIERS) + " |", "|---" * (1 + len(VERIFIERS)) + "|"]
    return "\n".join([*lines, *(f"| {case} | " + " | ".join(said) + " |" for case, said in found.items())])


def _bazaar(said: dict[str, Any]) -> str:
    """`verified` alone would let a revoked certificate pass: the statuses must be read too."""
    clear = said["verified"] and not any(said["statuses"].values()) and len(said["statuses"]) == 2
    return ACCEPTED if clear else REFUSED


def _core(said: dict[str, Any]) -> str:
    assert said["structure"], "the fields of Open Badges 3.0"
    steps = ("valid_signature", "revocation_status", "suspension_status", "expiration")
    return ACCEPTED if not said["errors"] and all(said["log"].get(step) for step in steps) else REFUSED


def _python(said: str) -> str:
    if "no such proof" in said:
        return NOT_THERE
    return ACCEPTED if said == "accepted" else REFUSED


def _own(case: Path) -> str:
    brought = read_file((case / "credential.json").read_bytes())
    verdict = check(brought, read_kit(case), now()).verdict
    return {"valid": ACCEPTED, "not_valid": REFUSED, "cannot_tell": "cannot tell"}[verdict]


def _why(bazaar: dict[str, Any], python_said: dict[str, Any]) -> None:
    """They refuse for the right reason."""
    for suite in ("rdfc", "jcs"):
        assert bazaar["revoked"][suite]["statuses"] == {"revocation": True, "suspension": False}
        assert bazaar["suspended"][suite]["statuses"] == {"revocation": False, "suspension": True}
    assert "Safe mode" in bazaar["unknown-term"]["rdfc"]["why"]
    assert "Invalid signature" in bazaar["unknown-term"]["jcs"]["why"]
    assert "do not match" in bazaar["foreign-list"]["jcs"]["why"]
    for verifier in ("openvc-jcs", "openvc-rdfc", "openbadgeslib"):
        for case, word in (("revoked", "Revoked"), ("suspended", "Suspended")):
            said = python_said[case][verifier]
            assert "is set" in said or word in said, said
