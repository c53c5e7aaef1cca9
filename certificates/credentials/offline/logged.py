"""Whether the public log says that this credential was issued."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Literal

from certificates.credentials.offline.kit import Kit
from certificates.credentials.offline.reading import Brought
from certificates.credentials.proofs import canonical
from certificates.log.checkpoints import Checkpoint, read_note, read_verifier_key
from certificates.log.rules import includes, leaf_hash
from foundation.text import Text, text

Logged = tuple[Literal["passed", "unknown", "absent"], Text]


def check_log_entry(brought: Brought, kit: Kit) -> Logged:
    """No proof, or one about another credential, says nothing; one that does not fit leaves a doubt."""
    entry = kit.inclusion.get("entry")
    if not kit.checkpoint or not isinstance(entry, dict):
        return "absent", text("No proof from the log is at hand.")
    if entry.get("h") != hashlib.sha256(canonical(brought.credential)).hexdigest():
        return "absent", text("The proof at hand is about another certificate.")
    try:
        said = _checkpoint(kit)
        path = [base64.b64decode(step, validate=True) for step in kit.inclusion["hashes"]]
        found = entry.get("t") == "issue" and kit.inclusion["size"] == said.size
        leaf = leaf_hash(canonical(entry))
        if found and includes(leaf, _number(kit.inclusion["index"]), said.size, path, said.root):
            return "passed", text("Its issue is in the public log.")
    except (ValueError, KeyError, TypeError):
        pass
    return "unknown", text("The proof from the log does not fit.")


def _checkpoint(kit: Kit) -> Checkpoint:
    keys = [read_verifier_key(key) for key in kit.log_keys]
    names = {name for name, _ in keys}
    if len(names) != 1:
        raise ValueError("not one log")
    return read_note(kit.checkpoint, names.pop(), [key for _, key in keys])


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise ValueError("no number")
    return value
