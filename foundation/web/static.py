"""The site's own files, served from memory under addresses that carry a hash of their content.

Nothing comes from elsewhere: htmx lies in its data package, everything else beside this module.
"""

from __future__ import annotations

import gzip
import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from mimetypes import guess_type
from pathlib import PurePath
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from foundation.errors import NotFound

PREFIX: Final = "/static"
#: Files of data packages: name on the site → package and path.
_BROUGHT: Final = {"htmx.min.js": ("js_lib_htmx", "static/htmx/htmx.min.js")}
_TYPES: Final = {
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


class Asset(msgspec.Struct, frozen=True):
    """One file with what is needed to send it."""

    name: str
    hash: str
    media_type: str
    content: bytes
    zipped: bytes | None

    @property
    def address(self) -> str:
        return f"{PREFIX}/{self.hash}/{self.name}"


class Assets:
    """All files by name; read once, or anew whenever one has changed while the site is being built."""

    def __init__(self) -> None:
        self._known: dict[str, Asset] = {}
        self.watches = False

    def __getitem__(self, name: str) -> Asset:
        if not self._known or self.watches:
            self._known = {asset.name: asset for asset in _read_all()}
        if name not in self._known:
            raise NotFound
        return self._known[name]


ASSETS: Final = Assets()


def static(name: str) -> str:
    """The address of a file; for templates. A name that does not exist is an error at once."""
    return ASSETS[name].address


def _read_all() -> list[Asset]:
    brought = [_asset(name, files(package).joinpath(path)) for name, (package, path) in _BROUGHT.items()]
    return [*brought, *_folder(files("foundation.web").joinpath("static"), "")]


def _folder(folder: Traversable, prefix: str) -> list[Asset]:
    found: list[Asset] = []
    for item in sorted(folder.iterdir(), key=lambda one: one.name):
        name = prefix + item.name
        found += _folder(item, f"{name}/") if item.is_dir() else [_asset(name, item)]
    return found


def _asset(name: str, source: Traversable) -> Asset:
    content = source.read_bytes()
    kind = _TYPES.get(PurePath(name).suffix) or guess_type(name)[0] or "application/octet-stream"
    zipped = gzip.compress(content, 9, mtime=0)
    return Asset(
        name=name,
        hash=hashlib.sha256(content).hexdigest()[:16],
        media_type=kind,
        content=content,
        zipped=zipped if len(zipped) < len(content) * 0.9 else None,
    )


@get(
    [PREFIX + "/{digest:str}/{name:path}"],
    opt={"public": True, "bare": True},
    include_in_schema=False,
)
async def static_file(
    request: Request[Any, Any, Any], digest: FromPath[str], name: FromPath[PurePath]
) -> Response[Any]:
    """A file; for ever under its present hash, not to be kept under an old one."""
    asset = ASSETS[name.as_posix().lstrip("/")]
    headers = {"Cache-Control": _FOR_EVER if digest == asset.hash else "no-cache", "Vary": "Accept-Encoding"}
    content = asset.content
    if asset.zipped and "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = asset.zipped, "gzip"
    return Response(content, media_type=asset.media_type, headers=headers)
