"""An issuer as a process of its own, for the tests to kill: `crashing URL KEYS BATCH FOLDER ACTOR MANY`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from uuid import UUID

import msgspec

from certificates.issuing import crew
from certificates.issuing.actions import issue_batch
from foundation.actor import Actor
from foundation.database import close_pool, open_pool
from foundation.sealing import read_keyring, use_keyring
from tests.certificates.builders import press_in


async def main(url: str, keys: str, batch: str, folder: str, actor: str, many: str) -> None:
    crew.MANY = int(many)
    use_keyring(read_keyring(keys))
    await open_pool(url, role="yuzheng_app", size=4)
    press = msgspec.structs.replace(press_in(Path(folder)), fonts=Path(folder) / "fonts")
    report = await issue_batch(msgspec.json.decode(actor, type=Actor), UUID(batch), press)
    assert report.waiting == []
    await close_pool()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
