"""A trainee who says who they are, without an account: student number and name, both as in the class list."""

from __future__ import annotations

import uuid

from foundation.database import fetchrow
from foundation.errors import FieldProblem, Invalid
from foundation.reading import parse_document_number
from foundation.text import text


async def identified(cohort_id: uuid.UUID, student_no: str, name: str) -> uuid.UUID:
    """The enrolment of that number and name; which of the two is wrong is not said. Raises `Invalid`."""
    row = await fetchrow(
        "SELECT e.id, p.name FROM enrolment e JOIN person p ON p.id = e.person_id"
        " WHERE e.cohort_id = $1 AND upper(e.student_no) IN (upper($2), upper($3))"
        " AND e.status NOT IN ('withdrawn', 'transferred')",
        cohort_id,
        student_no.strip(),
        # As a roster's numbers are kept: without spaces and hyphens.
        parse_document_number(student_no).value or student_no.strip(),
    )
    if row is None or _plain(row["name"]) != _plain(name):
        said = text("Nobody in this class has this student number and name.")
        raise Invalid([FieldProblem("student_no", said, text("Write both as they are in the class list."))])
    return uuid.UUID(str(row["id"]))


def _plain(name: str) -> str:
    return "".join(name.split()).replace("•", "·").casefold()
