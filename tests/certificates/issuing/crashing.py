"""An issuer as a process of its own, for the tests to kill: `crashing URL KEYS BATCH FOLDER ACTOR`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from uuid import UUID

import msgspec

from certificates.issuing.actions import issue_batch
from foundation.actor import Actor
from foundation.database import close_pool, open_pool
from foundation.sealing import read_keyring, use_keyring
from tests.certificates.builders import press_in


async def main(url: str, keys: str, batch: str, folder: str, actor: str) -> None:
    use_keyring(read_keyring(keys))
    await open_pool(url, role="yuzheng_app", size=2)
    report = await issue_batch(msgspec.json.decode(actor, type=Actor), UUID(batch), press_in(Path(folder)))
    assert report.waiting == []
    await close_pool()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
