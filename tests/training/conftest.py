"""Who is registered gets search keys, as on the running site."""

from __future__ import annotations

import pytest

from foundation.events import subscribe
from registry.people.events import IdentityRecorded
from screening.screenings.following import on_identity_recorded


@pytest.fixture(autouse=True)
def _listening() -> None:
    subscribe(IdentityRecorded, on_identity_recorded)
