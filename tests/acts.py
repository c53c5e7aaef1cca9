"""Plays the first acts of the demo on the installation of the environment: `python -m tests.acts NUMBER`."""

from __future__ import annotations

import asyncio
import os
import sys

from foundation.settings import from_environment
from foundation.text import Text
from yuzheng.demo.play import play
from yuzheng.floors import routes
from yuzheng.start import running


class Enough(Exception):
    """So many acts were wanted."""


async def main(wanted: int) -> None:
    """Play them; each is announced before it begins."""
    begun = 0

    def curtain(_: Text) -> None:
        nonlocal begun
        begun += 1
        if begun > wanted:
            raise Enough

    settings = from_environment(os.environ)
    routes()
    async with running(settings):
        try:
            await play(settings, curtain)
        except Enough:
            return


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
