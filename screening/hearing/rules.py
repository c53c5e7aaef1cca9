"""Who speaks for whom, and which papers are taken."""

from __future__ import annotations

from typing import Final

import msgspec

from foundation.errors import FieldProblem, Forbidden, Invalid
from foundation.text import text

MOST_PAPERS: Final = 3
MOST_BYTES: Final = 4_000_000
_BEGINNINGS: Final = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_LONGEST: Final = 1000


class Paper(msgspec.Struct, frozen=True):
    """A file as it was handed in."""

    name: str
    content: bytes


def raiser(*, own: bool, organisation_kind: str) -> str:
    """In whose name somebody speaks: the person, or the college or institution for the person."""
    if own:
        return "person"
    if organisation_kind in ("college", "institution"):
        return organisation_kind
    raise Forbidden(text("Only the person, the college and the institution speak here."))


def media_type(paper: Paper) -> str:
    """By its first bytes, whatever its name says; "" when it is not taken."""
    return next((kind for begin, kind in _BEGINNINGS.items() if paper.content.startswith(begin)), "")


def require_sayable(statement: str, papers: list[Paper], *, own: bool, agreed: bool) -> None:
    """Raise `Invalid` with everything that is missing."""
    problems = []
    if not statement.strip():
        problems.append(FieldProblem("statement", text("Say what is wrong, and which papers show it.")))
    elif len(statement) > _LONGEST:
        said = text("At most {most} characters.", most=_LONGEST)
        problems.append(FieldProblem("statement", said))
    if not own and not agreed:
        said = text("Speak with the person first; it is said in the person's name.")
        problems.append(FieldProblem("agreed", said))
    if len(papers) > MOST_PAPERS:
        problems.append(FieldProblem("papers", text("At most {most} papers.", most=MOST_PAPERS)))
    if not all(media_type(paper) for paper in papers):
        problems.append(FieldProblem("papers", text("Only PDF, JPEG and PNG are taken.")))
    if any(len(paper.content) > MOST_BYTES for paper in papers):
        said = text("A paper is larger than {most} MB.", most=MOST_BYTES // 1_000_000)
        problems.append(FieldProblem("papers", said))
    if problems:
        raise Invalid(problems)
