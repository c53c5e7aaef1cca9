"""The log as static files in C2SP's layout: checkpoint, tiles, bundles of entries, the key to check with."""

from __future__ import annotations

import re
from typing import Final

import msgspec
from litestar import get
from litestar.params import FromPath

from certificates.credentials import queries as credentials
from certificates.credentials.published_api import published
from certificates.log.actions import sequence
from certificates.log.queries import entry_bundle, inclusion_of, latest_note, read_tiles, verifier_keys
from certificates.log.rules import WIDTH
from foundation.errors import NotFound
from foundation.web.pages import Answer, Request

_BARE: Final = {"public": True, "bare": True, "referrer": False}
_FOR_EVER: Final = 31_536_000
#: A number has no empty thousands in front; a part is less than the whole.
_TILE: Final = re.compile(
    r"/([0-7]|entries)/((?:(?!x000)x\d{3}/(?:x\d{3}/){0,3})?)(\d{3})(?:\.p/([1-9]\d{0,2}))?"
)


@get("/log/checkpoint", opt=_BARE)
async def checkpoint(request: Request) -> Answer:
    """The newest checkpoint; the first one is signed when somebody asks for it."""
    note = await latest_note()
    if note is None:
        await sequence()
        note = await latest_note() or ""
    return published(request, note.encode(), "text/plain; charset=utf-8", max_age=30)


@get("/log/key", opt=_BARE)
async def key(request: Request) -> Answer:
    """The keys that sign checkpoints, one a line, the one in use first."""
    written = "".join(f"{line}\n" for line in await verifier_keys())
    return published(request, written.encode(), "text/plain; charset=utf-8", max_age=300)


@get("/log/tile/{path:path}", opt=_BARE)
async def tile(request: Request, path: FromPath[str]) -> Answer:
    """A tile of hashes or a bundle of entries, whole or as wide as it was once."""
    found = _TILE.fullmatch(path)
    if found is None:
        raise NotFound()
    level, high, low, part = found.groups()
    number = int(high.replace("x", "").replace("/", "") + low)
    width = int(part or WIDTH)
    body = await _body(level, number, width) if width < WIDTH or part is None else None
    if body is None:
        raise NotFound()
    return published(request, body, "application/octet-stream", max_age=_FOR_EVER)


async def _body(level: str, number: int, width: int) -> bytes | None:
    if level == "entries":
        return await entry_bundle(number, width)
    wanted = (int(level), number)
    hashes = (await read_tiles({wanted})).get(wanted, b"")[: width * 32]
    return hashes if len(hashes) == width * 32 else None


@get("/credentials/{token:str}/inclusion.json", opt=_BARE)
async def inclusion_file(request: Request, token: FromPath[str]) -> Answer:
    """That the issue of this credential is in the log, under the newest checkpoint."""
    found = await credentials.by_token(token)
    proof = await inclusion_of(found.certificate_id) if found else None
    if proof is None:
        raise NotFound()
    body = msgspec.json.encode({**proof[1], "checkpoint": proof[0]})
    return published(request, body, "application/json", max_age=30)


routes = [checkpoint, key, tile, inclusion_file]
