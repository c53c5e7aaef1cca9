"""Gives the typesetter what the program itself put on the table, and nothing else.

A document that is printed may hold words somebody typed. WeasyPrint's own fetcher would follow an address
hidden in them to the network or to this machine's files; this one knows no network and no files.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from weasyprint.urls import URLFetcher, URLFetcherResponse

from foundation.printing.sheets import Asset

SCHEME = "asset:"


class AddressRefused(ValueError):
    """An address that is neither an asset nor inline data."""


class AssetFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """Answers `asset:` and `data:` addresses from memory; remembers in `refused` what else was asked for.

    The base class is only a label that WeasyPrint asks for: its initialiser, which would set up handlers for
    http, ftp and file, is deliberately not run, so there is nothing here that could open a connection.
    """

    _fail_on_errors = False

    def __init__(self, assets: Mapping[str, Asset] | None = None) -> None:
        self.assets = dict(assets or {})
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The asset or inline data behind `url`."""
        if url.startswith("data:"):
            return _inline(url)
        if (asset := self.assets.get(url.removeprefix(SCHEME))) is not None and url.startswith(SCHEME):
            return URLFetcherResponse(url, asset.body, {"Content-Type": asset.media_type})
        self.refused.append(url)
        raise AddressRefused(url)

    def open(self, url: object, data: object = None, timeout: object = None) -> URLFetcherResponse:
        """The same for callers that use urllib's interface."""
        return self.fetch(url if isinstance(url, str) else getattr(url, "full_url", ""))


def _inline(url: str) -> URLFetcherResponse:
    """The bytes of a `data:` address (RFC 2397)."""
    head, _, body = url.removeprefix("data:").partition(",")
    content = unquote_to_bytes(body)
    if head.endswith(";base64"):
        head, content = head.removesuffix(";base64"), base64.b64decode(content)
    return URLFetcherResponse(url, content, {"Content-Type": head or "text/plain;charset=US-ASCII"})
