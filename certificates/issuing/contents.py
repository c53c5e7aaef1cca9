"""Gathers what certificates say from the records of the lower floors, at the moment of reservation."""

from __future__ import annotations

import uuid
from datetime import date

import msgspec

from certificates.batches.queries import Batch, Member
from certificates.documents.content import CertificateContent
from curricula.occupations.data import occupation
from foundation.errors import Conflict, NotFound
from foundation.text import text
from registry.documents.data import DOCUMENT_KINDS
from registry.organisations.queries import OrganisationView, organisation
from registry.people.queries import Identity, identities, photos


class Particulars(msgspec.Struct, frozen=True):
    """What the members of one chunk have in common, and who they are."""

    batch: Batch
    evaluator: OrganisationView
    people: dict[uuid.UUID, Identity]
    photos: dict[uuid.UUID, bytes]


async def particulars_of(batch: Batch, members: list[Member]) -> Particulars:
    """Everything the contents of these members need, read set-wise."""
    people = [member.person_id for member in members]
    evaluator = await organisation(batch.evaluator_id)
    if evaluator is None:
        raise NotFound()
    return Particulars(batch, evaluator, await identities(people), await photos(people))


def content_for(
    particulars: Particulars,
    member: Member,
    *,
    number: str,
    issued_on: date,
    verification_url: str,
    check_code: str,
    identifier: str = "",
) -> CertificateContent:
    """What this member's certificate says. Raises `Conflict` when the person has no identity document."""
    batch, person = particulars.batch, particulars.people[member.person_id]
    if not person.documents:
        raise Conflict(text("No identity document is on record for {name}.", name=person.name))
    kind, document_number = person.documents[0]
    trade, document = occupation(batch.occupation_code), DOCUMENT_KINDS[kind]
    return CertificateContent(
        holder_name=person.name,
        document_kind=document.zh,
        document_kind_en=document.en,
        document_number=document_number,
        photo=particulars.photos.get(member.person_id),
        occupation=trade.zh,
        occupation_en=trade.en,
        level=batch.level,  # type: ignore[arg-type]  # the column's CHECK allows 1 to 5
        standard_edition=batch.standard_edition,
        theory_score=member.theory,
        skill_score=member.skill,
        review_score=member.review,
        certificate_number=number,
        issue_date=issued_on,
        evaluator_name=particulars.evaluator.name,
        evaluator_name_en=particulars.evaluator.name_en,
        verification_url=verification_url,
        check_code=check_code,
        licence_identifier=identifier,
    )
