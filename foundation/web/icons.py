"""Icons drawn inline from the lucide set; they decorate a word and are hidden from screen readers."""

from __future__ import annotations

from functools import lru_cache

import lucide
from markupsafe import Markup


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16) -> Markup:
    """The named lucide icon as inline SVG, `size` pixels square."""
    drawn = lucide._render_icon(name, size, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
    return Markup(" ".join(drawn.split()).replace("> <", "><"))  # noqa: S704 - package data, no input
