"""What four verifiers of others say of our certificates: the good ones accepted, every wrong one refused.

Two lineages of two: `@digitalcredentials/*` began as forks of `@digitalbazaar/*`, and openvc and
openbadgeslib have one author. Where they differ the line says so; what we rely on holds in all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.interop.conftest import node, python

pytestmark = pytest.mark.interop

GOOD = {"good", "rare-signs", "rotated", "others-revoked"}
WRONG = {"tampered", "unknown-term", "expired", "impostor", "key-deleted"}
#: Right in itself, but a list says no, or cannot be believed.
STATUS = {"revoked", "suspended", "stale-list", "foreign-list"}


def test_digital_bazaar_with_both_suites(folder: Path) -> None:
    """`verified` alone would let a revoked certificate pass: the statuses must be read too."""
    said = {line["case"]: line for line in node("digitalbazaar.mjs", folder)}
    assert set(said) == GOOD | WRONG | STATUS
    clear = {"revocation": False, "suspension": False}
    for suite in ("rdfc", "jcs"):
        for case in GOOD:
            assert (said[case][suite]["verified"], said[case][suite]["statuses"]) == (True, clear), case
        for case in WRONG | {"stale-list", "foreign-list"}:
            assert said[case][suite]["verified"] is False, case
        assert said["revoked"][suite]["statuses"] == {"revocation": True, "suspension": False}
        assert said["suspended"][suite]["statuses"] == {"revocation": False, "suspension": True}
    assert "Safe mode" in said["unknown-term"]["rdfc"]["why"]
    assert "Invalid signature" in said["unknown-term"]["jcs"]["why"]
    assert "do not match" in said["foreign-list"]["jcs"]["why"]


def test_dcc_verifier_core(folder: Path) -> None:
    said: dict[str, Any] = {
        case: node("verifier_core.mjs", folder / case)[0] for case in GOOD | WRONG | STATUS
    }
    steps = ("valid_signature", "revocation_status", "suspension_status", "expiration")
    for case in GOOD:
        assert {step: said[case]["log"].get(step) for step in steps} == dict.fromkeys(steps, True), case
    for case in WRONG - {"expired"}:
        assert said[case]["errors"], case
    assert said["expired"]["log"]["expiration"] is False
    assert said["revoked"]["log"]["revocation_status"] is False
    assert said["suspended"]["log"]["suspension_status"] is False
    assert said["stale-list"]["log"]["revocation_status"] is False
    assert said["foreign-list"]["log"]["revocation_status"] is True, "it lets anybody's list count"
    assert all(said[case]["structure"] for case in said), "the fields of Open Badges 3.0"


def test_openvc_and_openbadgeslib(folder: Path) -> None:
    said = {line["case"]: line for line in python("python_verifiers", folder)}
    assert set(said) == GOOD | WRONG | STATUS
    for verifier in ("openvc-jcs", "openvc-rdfc", "openbadgeslib"):
        accepted = {case for case, line in said.items() if line[verifier] == "accepted"}
        assert accepted == GOOD, verifier
        assert "is set" in said["revoked"][verifier] or "Revoked" in said["revoked"][verifier]
        assert "is set" in said["suspended"][verifier] or "Suspended" in said["suspended"][verifier]


def test_our_own_verifier_agrees_on_every_case(folder: Path) -> None:
    from certificates.credentials.offline.checks import check
    from certificates.credentials.offline.kit import read_kit
    from certificates.credentials.offline.reading import read_file
    from tests.interop.cases import now

    found = {}
    for case in folder.iterdir():
        brought = read_file((case / "credential.json").read_bytes())
        found[case.name] = check(brought, read_kit(case), now()).verdict
    unknown = {"stale-list", "foreign-list"}
    assert found == {
        **dict.fromkeys(GOOD, "valid"),
        **dict.fromkeys(WRONG | {"revoked", "suspended"}, "not_valid"),
        **dict.fromkeys(unknown, "cannot_tell"),
    }
