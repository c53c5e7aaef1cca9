"""Which floor listens to which: the only place where a lower floor's news reaches an upper one."""

from __future__ import annotations

from certificates.watching.events import tell_about_match
from foundation.events import subscribe
from registry.people.events import IdentityRecorded
from screening.screenings.events import MatchOpened
from screening.screenings.following import on_identity_recorded


def wire() -> None:
    """Connect them; doing it twice changes nothing."""
    subscribe(IdentityRecorded, on_identity_recorded)
    subscribe(MatchOpened, tell_about_match)
