"""What the floor `screening` offers to the roof: pages, API, entries of the menu."""

from __future__ import annotations

from typing import Any

from foundation.web.navigation import NavigationItem

ROUTES: list[Any] = []
NAVIGATION: list[NavigationItem] = []
