"""The page that verifies without network: one file with script, style and, if wanted, a kit inside.

It forbids itself by its own policy to fetch or send anything; the policy names script and style by digest.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from certificates.credentials.proofs import moment
from foundation.clock import now

_FOLDER: Final = Path(__file__).parent / "browser"
_SCRIPTS: Final = ("reading.js", "signing.js", "checks.js", "words.js", "page.js")
NAME: Final = "verify.html"


def browser_page(kit: Mapping[str, Any] | None = None) -> bytes:
    """The page; with a kit it needs nothing but the certificate."""
    carried = json.dumps(kit or {}, ensure_ascii=False).replace("<", "\\u003c")
    return _page().replace("{kit}", carried).encode()


def kit_of_files(files: dict[str, bytes]) -> dict[str, Any]:
    """What the page carries for one certificate, out of the files of its kit."""
    lists = [json.loads(files[f"status-{purpose}.json"]) for purpose in ("revocation", "suspension")]
    return {
        "made": moment(now()),
        "did": json.loads(files["did.json"]),
        "lists": lists,
        "keys": files["log-key"].decode().split(),
        "checkpoint": files["checkpoint"].decode(),
        "inclusion": json.loads(files["inclusion.json"]),
    }


@lru_cache(maxsize=1)
def _page() -> str:
    style = _read("page.css")
    script = "\n".join(['"use strict";', *(_read(name) for name in _SCRIPTS)])
    page = _read("page.html").replace("{policy}", policy(script, style))
    return page.replace("{style}", style).replace("{script}", script)


def policy(script: str, style: str) -> str:
    """Nothing but this script and this style: no address is ever asked, no form ever sent."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
