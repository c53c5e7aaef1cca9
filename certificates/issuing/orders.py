"""From reserved certificates to orders for documents, and from documents back."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence

import msgspec

from certificates.credentials.actions import Places, places_of, statement
from certificates.credentials.keys import issuer_now
from certificates.credentials.signing import Issuer
from certificates.documents.keyfile import document_signer_now
from certificates.issuing.crew import Broken, Crew
from certificates.issuing.making import Made, Means, Order
from certificates.issuing.means import Press
from certificates.issuing.steps import Reserved
from foundation.clock import now
from foundation.database import fetch
from foundation.errors import DomainError, told
from foundation.jobs.queue import CUT
from foundation.logging import describe, log
from foundation.text import Text, text

_RESERVED = """
SELECT id, public_id, number, person_id, status, content_sealed FROM certificate
 WHERE id = ANY($1::uuid[]) AND status IN ('reserved', 'prepared') ORDER BY number
"""


class Begun(msgspec.Struct, frozen=True):
    """A set of certificates, the documents that are being made for some of them, and why others wait."""

    certificates: list[Reserved]
    making: dict[uuid.UUID, asyncio.Future[Made]]
    whys: dict[uuid.UUID, Text]


async def begin(hands: Crew, press: Press, ids: Sequence[uuid.UUID]) -> Begun:
    """Order the documents of these certificates; those that have one need none."""
    certificates = [Reserved(**dict(row)) for row in await fetch(_RESERVED, list(ids))]
    begun = Begun(certificates, {}, {})
    wanted = [certificate for certificate in certificates if certificate.status == "reserved"]
    try:
        means = Means(await issuer_now(), await document_signer_now())
    except DomainError as error:
        begun.whys.update({certificate.id: told(error) for certificate in wanted})
        return begun
    places = await places_of([certificate.id for certificate in wanted])
    for certificate in wanted:
        try:
            order = _order(means.issuer, press, certificate, places[certificate.id])
        except DomainError as error:
            begun.whys[certificate.id] = told(error)
        else:
            begun.making[certificate.id] = hands.submit(order, means)
    return begun


def _order(means: Issuer, press: Press, certificate: Reserved, places: Places) -> Order:
    content = certificate.content()
    said = statement(means, places, content)
    return Order(certificate.id, said, content, places.reserved_at, now(), press.timestamps)


async def collect(begun: Begun) -> tuple[list[Made], dict[uuid.UUID, Text]]:
    """The documents of a set, and why some were not made."""
    made: list[Made] = []
    whys = dict(begun.whys)
    for certificate_id, making in begun.making.items():
        try:
            made.append(await making)
        except DomainError as error:
            whys[certificate_id] = told(error)
        except CUT:
            raise
        except Exception as error:  # a fault that meets one document must not keep the others waiting
            if not isinstance(error, Broken):  # of which the crew has told already
                log.error("certificate.not_made", certificate=str(certificate_id), **describe(error))
            whys[certificate_id] = fault()
    return made, whys


def fault() -> Text:
    """What is said where something broke that the reader cannot mend."""
    return text("A fault of the system stopped it; it is tried again when issuing is resumed.")
