"""How much of the machine the embedded PostgreSQL takes."""

from __future__ import annotations

_MEBI = 1024 * 1024


def sizes(memory: int) -> dict[str, str]:
    """How PostgreSQL divides a machine of so many bytes, on which the service itself runs as well.

    An eighth for its own cache, at most 2 GB. Between two checkpoints it may write much, for after each of
    them every page that changes is written whole once.
    """
    own = min(max(memory // 8, 128 * _MEBI), 2048 * _MEBI)
    return {
        "shared_buffers": f"{own // _MEBI}MB",
        "effective_cache_size": f"{max(memory // 2, 256 * _MEBI) // _MEBI}MB",
        "max_wal_size": "4GB" if memory >= 8192 * _MEBI else "1GB",
        "checkpoint_timeout": "15min",
    }
