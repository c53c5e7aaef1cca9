"""What a second click finds, or a form sent again: how things stand, and word that nothing was repeated."""

from __future__ import annotations

from foundation.errors import DomainError
from foundation.text import text
from foundation.web.pages import Answer, Request, see_other


def taken_before(request: Request, path: str) -> Answer:
    """The step was taken already; `path` shows what came of it."""
    flash = text("This step was taken before; nothing was done twice.")
    return see_other(request, path, flash=flash, meaning="information")


def gone_on(request: Request, path: str, error: DomainError) -> Answer:
    """Something else happened first, so the step is not open any more; `path` shows how things stand."""
    return see_other(request, path, flash=error.message, meaning="attention", body=error.remedy)
