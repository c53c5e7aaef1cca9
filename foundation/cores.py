"""How much of the machine this process may use."""

from __future__ import annotations

import os


def cores() -> int:
    """How many processors this process may use; at least one."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
