"""What the floors offer to the application; found by name, so that the roof alone knows every floor."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from foundation.web.navigation import NavigationItem
from yuzheng.piccolo_conf import FLOORS


def routes() -> list[Any]:
    """Every floor's pages and API."""
    return [route for floor in FLOORS for route in _offer(floor, "ROUTES")]


def navigation() -> list[NavigationItem]:
    """Every floor's entries of the menu."""
    return [item for floor in FLOORS for item in _offer(floor, "NAVIGATION")]


def _offer(floor: str, name: str) -> list[Any]:
    return list(getattr(import_module(f"{floor}.feature"), name))
