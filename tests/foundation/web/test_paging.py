"""Lists: only what the list offers can be asked for."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

import pytest
from litestar.testing import RequestFactory

from foundation.settings import Settings
from foundation.web.app import build_app
from foundation.web.paging import Listing, read_listing

APP = build_app(Settings(), [])
SORTS = {"name": "p.name", "enrolled": "e.enrolled_on"}


class Status(StrEnum):
    ACTIVE = "active"


def listing(query: str = "", **options: Any) -> Listing:
    request = RequestFactory(app=APP).get("/people", query_params=dict(parse_qsl(query)))
    filters = {"status": Status, "q": str, "year": int}
    return read_listing(request, sorts=SORTS, default="-enrolled", filters=filters, tie="p.id", **options)


def test_default() -> None:
    shown = listing()
    assert shown.order_by == "e.enrolled_on DESC NULLS LAST, p.id"
    assert (shown.limit, shown.offset, shown.query) == (50, 0, {})
    assert shown.filters == {"status": None, "q": None, "year": None}


def test_what_was_asked_for() -> None:
    shown = listing("page=3&sort=name&order=descending&status=active&q=王&year=2026&size=20")
    assert shown.order_by == "p.name DESC NULLS LAST, p.id"
    assert (shown.limit, shown.offset) == (20, 40)
    assert shown.filters == {"status": Status.ACTIVE, "q": "王", "year": 2026}
    assert shown.query == {
        "status": "active", "q": "王", "year": "2026", "sort": "name", "order": "descending", "size": "20",
    }  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "sort=p.name;DROP TABLE person",
        "sort=",
        "order=descending; --",
        "status=unknown",
        "year=x",
        "page=0",
        "page=-5",
        "page=x",
        "size=1000000",
        "size=-1",
        "other=1",
    ],
)
def test_what_does_not_fit_is_passed_over(query: str) -> None:
    assert listing(query) == listing()


def test_absurd_pages_are_cut() -> None:
    assert listing("page=99999999999999999999").number in (1, 10_000)
    assert listing("page=999999999").offset < 2**31


def test_links_keep_the_rest() -> None:
    shown = listing("sort=name&status=active&page=4")
    assert shown.link(page=5) == "?status=active&sort=name&order=ascending&page=5"
    assert shown.sort_link("name") == "?status=active&sort=name&order=descending"
    assert shown.sort_link("enrolled") == "?status=active&sort=enrolled&order=ascending"
    assert shown.filter_link(status=None) == "?sort=name&order=ascending"


@pytest.mark.parametrize(
    ("total", "number", "count", "pages", "first", "last"),
    [(0, 1, 0, 1, 0, 0), (50, 1, 50, 1, 1, 50), (51, 2, 1, 2, 51, 51)],
)
def test_page(total: int, number: int, count: int, pages: int, first: int, last: int) -> None:
    page = listing(f"page={number}").page(["x"] * count, total)
    assert (page.pages, page.first, page.last) == (pages, first, last)
