"""The site's own files: kept for ever under their hash, never from elsewhere."""

from __future__ import annotations

import gzip
import hashlib
from importlib.resources import files

import pytest

from foundation.errors import NotFound
from foundation.web.static import ASSETS, Assets, static
from tests.foundation.web.browser import Browser


async def test_file_is_kept_for_ever_under_its_hash(browser: Browser) -> None:
    address = static("site.css")
    content = files("foundation.web").joinpath("static/site.css").read_bytes()
    assert address == f"/static/{hashlib.sha256(content).hexdigest()[:16]}/site.css"
    response = await browser.get(address)
    assert response.content == content
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in response.headers


async def test_page_of_an_older_version_still_finds_its_files(browser: Browser) -> None:
    response = await browser.get("/static/0000000000000000/site.css")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"


async def test_zipped_when_wanted(browser: Browser) -> None:
    zipped = await browser.get(static("htmx.min.js"), accept_encoding="gzip")
    plain = await browser.get(static("htmx.min.js"), accept_encoding="identity")
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert zipped.headers["vary"] == "Accept-Encoding"


async def test_htmx_comes_from_its_package(browser: Browser) -> None:
    response = await browser.get(static("htmx.min.js"))
    assert response.headers["content-type"].startswith("text/javascript")
    assert b"htmx" in response.content


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/../static.py",
        "/static/x/..%2f..%2fstatic.py",
        "/static/x/%2e%2e/static.py",
        "/static/x//etc/passwd",
        "/static/x/nothing.css",
        "/static/x/",
        "/static/site.css",
    ],
)
async def test_nothing_else_is_served(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status_code == 404


def test_unknown_name_in_a_template_is_an_error() -> None:
    with pytest.raises(NotFound):
        static("nothing.css")


def test_files_fit_the_verification_page() -> None:
    """30 kB with the page itself, which takes its styles from one file."""
    asset = ASSETS["core.css"]
    assert asset.zipped is not None
    assert gzip.decompress(asset.zipped) == asset.content
    assert len(asset.zipped) < 20_000


def test_changed_file_is_read_again_while_building() -> None:
    assets = Assets()
    first = assets["site.css"]
    assert assets["site.css"] is first
    assets.watches = True
    assert assets["site.css"] is not first
