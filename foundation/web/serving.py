"""How uvicorn runs the site."""

from __future__ import annotations

import gc
from typing import Any

from foundation.settings import Settings


def uvicorn_options(settings: Settings) -> dict[str, Any]:
    """Arguments for `uvicorn.run`, each a decision.

    uvicorn would believe X-Forwarded-For from the local machine; we read it ourselves, from the proxies that
    the settings name. Its access log would keep addresses with secrets. h11 and asyncio are half as fast.
    """
    return {
        "host": settings.host,
        "port": settings.port,
        "loop": "uvloop",
        "http": "httptools",
        "ws": "none",
        "proxy_headers": False,
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "timeout_graceful_shutdown": 20,
    }


def settle() -> None:
    """Take what was built out of the garbage collector's rounds; call it once, before serving.

    Modules, routes and templates stay until the end. Going through their 170,000 objects takes a tenth of a
    second each time, during which nobody is answered.
    """
    gc.collect()
    gc.freeze()
