"""Gives licence identifiers with the numbers, where the installation has a type code."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from certificates.identifiers.rules import identifier
from foundation.database import copy_rows


def identifier_for(type_code: str, issuer: str | None, number: str, version: int) -> str:
    """The identifier of a certificate; none without a type code, or for an issuer without a credit code."""
    if not type_code or not issuer:
        return ""
    return identifier(type_code, issuer, number, version)


async def keep_identifiers(given: Mapping[uuid.UUID, str]) -> None:
    """Write them down, in the transaction that reserves the numbers."""
    rows = [(certificate_id, written) for certificate_id, written in given.items() if written]
    if rows:
        await copy_rows("certificate_identifier", ["certificate_id", "identifier"], rows)
