"""Who is registered gets search keys, as on the running site."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from foundation.events import subscribe
from registry.people.events import IdentityRecorded
from screening.screenings.following import on_identity_recorded
from training.plans.register import use_register


@pytest.fixture(autouse=True)
def _listening() -> None:
    subscribe(IdentityRecorded, on_identity_recorded)


@pytest.fixture(autouse=True)
def _registered() -> None:
    """The register of evaluators is on the floor above; here it has everybody."""
    use_register(_has_everybody)


async def _has_everybody(evaluator_id: uuid.UUID, occupation: str, level: int, day: date) -> None:
    return None
