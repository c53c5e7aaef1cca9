"""Certificates of our own register: the floor above knows them, the roof connects it to this question."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from training.candidacy.rules import OwnCertificate

#: Valid certificates of people on a day, by person.
Source = Callable[[Sequence[uuid.UUID], date], Awaitable[dict[uuid.UUID, list[OwnCertificate]]]]


async def _none(person_ids: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, list[OwnCertificate]]:
    """Unconnected, nobody holds one: whoever needs a certificate is not admitted."""
    return {}


_source: Source = _none


def use_certificates(source: Source) -> None:
    """From now on this source is asked."""
    global _source
    _source = source


async def certificates_of(
    person_ids: Sequence[uuid.UUID], day: date
) -> dict[uuid.UUID, list[OwnCertificate]]:
    """What they hold; who holds nothing has an empty list."""
    found = await _source(person_ids, day)
    return {person_id: found.get(person_id, []) for person_id in person_ids}
