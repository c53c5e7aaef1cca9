"""A helper of a sweep as a process of its own: `lending URL KEYS SWEEP`, and what a command gets besides."""

from __future__ import annotations

import asyncio
import sys

from foundation.database import close_pool, open_pool
from foundation.sealing import read_keyring, use_keyring
from screening.sweeps import walking
from screening.sweeps.jobs import help_with


async def main(url: str, keys: str, sweep: str, *_: str) -> None:
    walking.SLICE = 2
    use_keyring(read_keyring(keys))
    await open_pool(url, role="yuzheng_app", size=4)
    await help_with(sweep, lambda: True)
    await close_pool()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
