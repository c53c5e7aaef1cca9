"""The lowest floor is tried alone: what upper floors subscribed to in this process is not told."""

from __future__ import annotations

from collections import defaultdict

import pytest

from foundation import events


@pytest.fixture(autouse=True)
def nobody_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """No handler of an upper floor, whichever tests ran before in this process."""
    monkeypatch.setattr(events, "_handlers", defaultdict(list))
