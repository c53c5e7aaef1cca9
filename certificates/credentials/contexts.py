"""The JSON-LD contexts that credentials name: pinned by digest, read from a package, never fetched.

They are other people's documents, so none is kept here; `openbadgeslib` carries them as files.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from foundation.errors import Unavailable
from foundation.text import text

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_PINNED: Final = {
    CREDENTIALS: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES: (
        "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
}


@lru_cache(maxsize=1)
def contexts() -> dict[str, Any]:
    """By address. Raises `Unavailable` when a file is missing or is not the one that is pinned."""
    return {url: json.loads(_pinned(name, digest)) for url, (name, digest) in _PINNED.items()}


def kit() -> list[dict[str, Any]]:
    """For whoever verifies without network."""
    return [{"url": url, "document": document} for url, document in contexts().items()]


def _pinned(name: str, digest: str) -> bytes:
    found = find_spec("openbadgeslib")  # looks where it lies; none of its code is run
    file = Path((found.submodule_search_locations or [""])[0] if found else "") / "ob3" / "contexts" / name
    content = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise Unavailable(text("The context {name} of signed credentials is missing or changed.", name=name))
    return content
