"""How the gate's lines are put before people: one word each, what is missing, and whose turn it is."""

from __future__ import annotations

from typing import Any

from certificates.gate.rules import GateLine
from foundation.text import Text, text

_SHORT = {
    "taught": text("taught"),
    "placed": text("placed"),
    "assessed": text("assessed"),
    "identity": text("identity"),
    "screened": text("screened"),
}
_LABEL = {
    "taught": text("Training completed"),
    "placed": text("Placement assessed"),
    "assessed": text("Every component passed"),
    "identity": text("Identity and photograph"),
    "screened": text("Not on the ban register"),
}


def shown(gate: list[GateLine]) -> list[dict[str, Any]]:
    """The lines as the part for gates wants them."""
    return [
        {
            "label": _LABEL[line.kind],
            "short": _SHORT[line.kind],
            "state": _state(line),
            "evidence": line.evidence,
            "rule": line.rule,
        }
        for line in gate
    ]


def _state(line: GateLine) -> str:
    if line.passed:
        return "passed"
    return "waiting" if line.waiting_for is not None else "failed"


def missing(gate: list[GateLine]) -> list[Text]:
    """The evidence of every line that does not pass."""
    return [line.evidence for line in gate if not line.passed]


def whose_turn(gate: list[GateLine]) -> Text | None:
    """Who has to act next, if anybody is named."""
    return next((line.waiting_for for line in gate if not line.passed and line.waiting_for is not None), None)
