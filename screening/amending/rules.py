"""What an amendment must say, and that it changes something."""

from __future__ import annotations

import msgspec

from foundation.errors import FieldProblem
from foundation.text import Text, text
from screening.bans.rules import Draft


class Basis(msgspec.Struct, frozen=True):
    """The document by which the deciding authority, or one above it, changed its decision."""

    document_no: str
    authority_name: str
    reason: str


_NEEDED: dict[str, Text] = {
    "document_no": text("Give the number of the document that changes the decision."),
    "authority_name": text("Name the authority that changed it."),
    "reason": text("Say what was changed."),
}
#: How the fields of the basis are called on the form, where the decision has a number of its own.
FIELDS = {"document_no": "amending_no", "authority_name": "amending_authority", "reason": "amending_reason"}


def basis_problems(basis: Basis) -> list[FieldProblem]:
    """What is missing of the document that changes the decision."""
    return [
        FieldProblem(FIELDS[field], said)
        for field, said in _NEEDED.items()
        if not getattr(basis, field).strip()
    ]


def differences(before: Draft, after: Draft) -> list[str]:
    """The names of the fields that change, those of the identity included."""
    outer = [name for name in Draft.__struct_fields__ if name != "identity"]
    inner = ("names", "documents", "birth_dates", "sex")
    return [
        *(name for name in outer if getattr(before, name) != getattr(after, name)),
        *(name for name in inner if getattr(before.identity, name) != getattr(after.identity, name)),
    ]
