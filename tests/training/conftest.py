"""Who is registered gets search keys, as on the running site."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from foundation.events import subscribe
from foundation.text import Text
from registry.people.events import IdentityRecorded
from screening.screenings.following import on_identity_recorded
from training.exemptions.dependents import use_certificates_made
from training.plans.register import use_register


@pytest.fixture(autouse=True)
def _listening() -> None:
    subscribe(IdentityRecorded, on_identity_recorded)


@pytest.fixture(autouse=True)
def _registered() -> None:
    """The register of evaluators is on the floor above; here it has everybody."""
    use_register(_has_everybody)


@pytest.fixture(autouse=True)
def _no_certificates() -> None:
    """The register of certificates is on the floor above; here it is empty."""
    use_certificates_made(_none)


async def _none(enrolment_id: uuid.UUID) -> list[Text]:
    return []


async def _has_everybody(evaluator_id: uuid.UUID, occupation: str, level: int, day: date) -> None:
    return None
