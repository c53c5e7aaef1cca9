"""Every page that anybody can reach by links: accessible, as wide as the screen, without complaints."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

#: One account for every role that the demo has.
PERSONAS: Final = (
    "admin", "approver", "assessor", "auditor", "filing", "manager", "mentor", "organiser", "placement",
    "police", "preparer", "registrar", "registration", "statistics", "subsidy", "supervision", "teacher",
    "worker",
)  # fmt: skip
#: Of pages that differ only in whose they are, so many are looked at.
_ALIKE = 1
#: So many shapes of one kind of page are examined closely: with and without rows, with and without actions.
_SHAPES = 2
_FILES = re.compile(r"\.(xlsx|pdf|csv|jpg|json)$")
_HREF = re.compile(r'\shref="([^"]*)"')
_ID = re.compile(r"(?<=\w)/([a-z0-9]{12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=/|$)")
#: Pages that were examined already, as others reach them too: their kind and what they are made of.
_examined: dict[str, set[str]] = {}
_SHAPE = (
    "() => [...new Set([...document.body.querySelectorAll('*')].map(e => e.tagName + e.className))]"
    ".sort().join()"
)
#: Rows made of the same parts as a row above them are examined no better for being many.
_FEWER = """() => {
  for (const list of document.querySelectorAll('tbody, ul, ol')) {
    const seen = new Map();
    for (const row of [...list.children]) {
      const parts = [row, ...row.querySelectorAll('*')].map(e => e.tagName + e.className);
      const shape = [...new Set(parts)].sort().join();
      seen.set(shape, (seen.get(shape) || 0) + 1);
      if (seen.get(shape) > 3) row.remove();
    }
  }
}"""
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "reporter": "no-passes",
    "resultTypes": ["violations"],
}


@pytest.mark.parametrize("login", PERSONAS)
async def test_the_pages_of(login: str, full: str, visit: Visit) -> None:
    visitor = await visit(full)
    await visitor.signs_in(login)
    seen = await _look_around(visitor, "/")
    assert len(seen) > 5, f"{login} reaches {seen} only"


async def test_the_pages_of_strangers(full: str, visit: Visit) -> None:
    visitor = await visit(full)
    seen = await _look_around(visitor, "/")
    assert {"/", "/login", "/verify", "/help"} <= seen


@pytest.mark.parametrize("login", ["registrar", "organiser", "preparer", "supervision", "manager"])
async def test_empty_pages_of(login: str, beginning: str, visit: Visit) -> None:
    visitor = await visit(beginning)
    await visitor.signs_in(login)
    await _look_around(visitor, "/")


async def _look_around(visitor: Visitor, start: str) -> set[str]:
    """Follow links until every kind of page was seen; complain of all faults at once."""
    waiting, kinds, faults = [start], {start: 1}, []
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        examined = _examined.setdefault(_kind(path), set())
        drawn = len(examined) < _SHAPES
        status, links = await (_opened(visitor, path) if drawn else _read(visitor, path))
        seen.add(urlsplit(path).path)
        if status != 200:
            faults.append(f"{path}: answered {status}")
            continue
        if drawn and (shape := await visitor.page.evaluate(_SHAPE)) not in examined:
            examined.add(shape)
            faults += [f"{path}: {fault}" for fault in await _faults(visitor)]
        for link in links:
            if kinds.get(_kind(link), 0) < _ALIKE:
                kinds[_kind(link)] = kinds.get(_kind(link), 0) + 1
                waiting.append(link)
    assert not faults + visitor.complaints, "\n".join(faults + visitor.complaints)
    return seen


async def _opened(visitor: Visitor, path: str) -> tuple[int, list[str]]:
    """The status of a page and its links, in the browser."""
    status = await visitor.goes_to(path)
    hrefs = await visitor.page.eval_on_selector_all(
        "a[href]:not([download])", "all => all.map(a => a.getAttribute('href'))"
    )
    return status, _of_this_site(visitor, visitor.page.url, hrefs)


async def _read(visitor: Visitor, path: str) -> tuple[int, list[str]]:
    """The same without drawing a page whose like was examined closely already."""
    answer = await visitor.page.context.request.get(visitor.address + path)
    anchors = re.findall(r"<a\s[^>]*>", await answer.text()) if answer.ok else []
    hrefs = [found[1] for one in anchors if " download" not in one and (found := _HREF.search(one))]
    return answer.status, _of_this_site(visitor, answer.url, [unescape(href) for href in hrefs])


def _of_this_site(visitor: Visitor, here: str, hrefs: list[str]) -> list[str]:
    """Pages of this site among these links, without files and downloads."""
    found = []
    for href in hrefs:
        target = urldefrag(urljoin(here, href)).url
        parts = urlsplit(target)
        if target.startswith(visitor.address) and not _FILES.search(parts.path):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def _kind(link: str) -> str:
    """Addresses that differ in an id or in their parameters only are of one kind."""
    return _ID.sub("/…", urlsplit(link).path)


async def _faults(visitor: Visitor) -> list[str]:
    page = visitor.page
    await page.set_viewport_size({"width": 390, "height": 844})
    faults = [f"is {wider} px wider than a phone"] if (wider := await visitor.overflow()) else []
    await page.set_viewport_size({"width": 1360, "height": 900})
    await page.evaluate(_FEWER)
    result = await Axe().run(page, options=_OPTIONS)
    faults += [_told(one) for one in result.response["violations"]]
    if await page.locator("[style], main script:not([src]), [onclick]").count():
        faults.append("has inline style or script")
    return faults


def _told(violation: dict[str, Any]) -> str:
    nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']} ({violation['help']}): {nodes}"
