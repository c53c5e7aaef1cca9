"""Looks, at start-up, for the system libraries that typesetting needs, and says what to install."""

from __future__ import annotations

import ctypes

from foundation.errors import Unavailable
from foundation.text import text

# What is loaded by name at run time → the Debian package that brings it.
# Without HarfBuzz's subsetter fonts would be cut by a slower, discouraged path, so it is not optional here.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}


def missing_packages() -> list[str]:
    """Debian packages that must be installed before anything can be printed."""
    return [package for library, package in LIBRARIES.items() if not _loads(library)]


def check_libraries() -> None:
    """Raise, naming the packages, when a document could not be typeset on this machine."""
    if missing := missing_packages():
        raise Unavailable(
            text("Documents cannot be printed: system libraries are missing."),
            remedy=text("Install them: apt install {packages}", packages=" ".join(missing)),
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
