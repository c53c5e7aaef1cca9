"""What a screening has read of the person, sealed so that its answer can be made again."""

from __future__ import annotations

from typing import Final

import msgspec

from foundation.errors import Conflict
from foundation.sealing import seal, unseal
from foundation.text import text
from screening.matching.rules import Identity

SEALED_IN: Final = "screening.input"
_READER: Final = msgspec.json.Decoder(Identity)


def seal_input(identity: Identity) -> bytes:
    """The identity as it was read."""
    return seal(msgspec.json.encode(identity).decode(), SEALED_IN)


def open_input(sealed: bytes) -> Identity:
    """The identity that was compared. Raises `Conflict` where it cannot be read any more."""
    try:
        return _READER.decode(unseal(sealed, SEALED_IN))
    except msgspec.MsgspecError as error:
        raise Conflict(
            text("What this screening has read of the person is kept in a form that cannot be read back."),
            remedy=text(
                "Its answer stays on record. Screen the person anew to have one that can be replayed."
            ),
        ) from error
