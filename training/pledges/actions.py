"""Record that trainees have signed the pledge: who, when, and the digest of the words they signed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import fetch, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id
from foundation.text import Text, text
from training.cohorts.actions import own_cohort
from training.enrolments.queries import find_enrolment
from training.pledges.data import PLEDGES, pledge_on
from training.pledges.unsure import require_words

_RECORD = "training.pledge.record"
_INSERT = """
INSERT INTO pledge (id, enrolment_id, version, digest, signed_name, signed_on, recorded_by, recorded_at)
SELECT t.id, t.enrolment_id, $4, $5, t.signed_name, $6, $7, $8
  FROM unnest($1::uuid[], $2::uuid[], $3::text[]) t (id, enrolment_id, signed_name)
ON CONFLICT (enrolment_id, version) DO NOTHING RETURNING enrolment_id
"""


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """The trainee's own name under the text, and the day."""

    version: str
    signed_name: Annotated[str, Meta(min_length=2, max_length=40)]
    signed_on: date
    labels: ClassVar[dict[str, Text]] = {
        "signed_name": text("Name as signed"),
        "signed_on": text("Signed on"),
    }


async def sign_pledge(actor: Actor, enrolment_public_id: str, signing: Signing) -> None:
    """Record one signature; the name must be the trainee's own. Raises `Conflict` where it was signed."""
    actor.require(_RECORD)
    enrolment = await find_enrolment(actor, enrolment_public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    _guard(signing.version, signing.signed_on)
    if "".join(signing.signed_name.split()) != "".join(enrolment.name.split()):
        said = text("The signature is not the trainee's name.")
        raise Invalid([FieldProblem("signed_name", said)])
    if not await _sign(actor, signing.version, signing.signed_on, [(enrolment.id, enrolment.name)]):
        raise Conflict(text("The trainee has signed this version already."))


async def sign_pledges(
    actor: Actor, cohort_public_id: str, version: str, signed_on: date, trainees: Sequence[str]
) -> int:
    """Record the signatures of several trainees of a cohort, signed on paper; how many are new."""
    actor.require(_RECORD)
    cohort = await own_cohort(actor, cohort_public_id)
    _guard(version, signed_on)
    rows = await fetch(
        "SELECT e.id, p.name FROM enrolment e JOIN person p ON p.id = e.person_id"
        " WHERE e.cohort_id = $1 AND e.public_id = ANY($2::text[])",
        cohort.id,
        list(trainees),
    )
    return await _sign(actor, version, signed_on, [(row["id"], row["name"]) for row in rows])


def _guard(version: str, signed_on: date) -> None:
    if version not in PLEDGES or pledge_on(signed_on).version != version:
        said = text("This version of the pledge is not the one in force on that day.")
        raise Invalid([FieldProblem("signed_on", said)])
    if signed_on > today():
        raise Invalid([FieldProblem("signed_on", text("Only what has taken place is recorded."))])


async def _sign(actor: Actor, version: str, signed_on: date, who: list[tuple[uuid.UUID, str]]) -> int:
    await require_words(version)
    digest = PLEDGES[version].digest
    async with transaction():
        rows = await fetch(
            _INSERT,
            [new_id() for _ in who],
            [key for key, _ in who],
            [name for _, name in who],
            version,
            digest,
            signed_on,
            actor.account_id,
            now(),
        )
        for row in rows:
            changes = {"pledge": (None, version), "digest": (None, digest.hex()[:16])}
            await record(actor, "pledge.signed", ("enrolment", row["enrolment_id"]), changes)
    return len(rows)
