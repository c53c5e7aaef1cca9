"""Lists in pages: what to show comes from the address, but only what the list itself offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

import litestar
import msgspec

T = TypeVar("T")

#: Nobody reads on to here; a bigger OFFSET only costs.
_LAST: Final = 10_000
_SIZES: Final = (20, 50, 100, 200)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for: page, order and filters, all of them from the list's own choice."""

    number: int = 1
    size: int = 50
    sort: str = ""
    descending: bool = False
    #: Ready for SQL: from the list's table of sort keys, never from the address.
    order_by: str = ""
    filters: dict[str, Any] = {}
    #: The filters as the address has them, for links and hidden fields.
    query: dict[str, str] = {}

    @property
    def limit(self) -> int:
        return self.size

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    def page(self, items: list[T], total: int) -> Page[T]:
        """The page that answers this."""
        return Page(items=items, total=total, listing=self)

    def link(self, **changes: Any) -> str:
        """The address of the same list with another `page=`, `sort=`, `order=`; None leaves something out."""
        query: dict[str, Any] = self.query | changes
        return "?" + urlencode({name: value for name, value in query.items() if value is not None})

    def filter_link(self, **filters: Any) -> str:
        """The first page under other filters."""
        return self.link(**filters)

    def sort_link(self, key: str) -> str:
        """Sorted by `key`; the other way round if it already is."""
        order = "descending" if self.sort == key and not self.descending else "ascending"
        return self.link(sort=key, order=order)


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One page of a list."""

    items: list[T]
    total: int
    listing: Listing

    @property
    def number(self) -> int:
        return self.listing.number

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(-(-self.total // self.listing.size), 1)

    @property
    def first(self) -> int:
        """The number of the first row on this page; 0 when it is empty."""
        return self.listing.offset + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The number of the last row on this page; 0 when it is empty."""
        return self.listing.offset + len(self.items) if self.items else 0


def read_listing(
    request: litestar.Request[Any, Any, Any],
    *,
    sorts: Mapping[str, str],
    default: str,
    filters: Mapping[str, Any] | None = None,
    tie: str = "",
    size: int = 50,
) -> Listing:
    """The listing that the address asks for (`?page=2&sort=name&order=descending&status=active`).

    `sorts` maps keys to SQL expressions, `default` is a key ('-' before it: descending), `filters` maps names
    to types, `tie` is a unique SQL expression that makes the order certain. What does not fit is passed over.
    """
    asked = request.query_params
    key, descending = _sorting(asked.get("sort"), asked.get("order"), sorts, default)
    read = {name: _read(asked.get(name), kind) for name, kind in (filters or {}).items()}
    query = {name: str(asked[name]) for name, value in read.items() if value is not None}
    if key != default.lstrip("-") or descending != default.startswith("-"):
        query |= {"sort": key, "order": "descending" if descending else "ascending"}
    wanted_size = _read(asked.get("size"), int)
    if wanted_size in _SIZES and wanted_size != size:
        query["size"] = str(wanted_size)
    return Listing(
        number=min(max(_read(asked.get("page"), int) or 1, 1), _LAST),
        size=wanted_size if wanted_size in _SIZES else size,
        sort=key,
        descending=descending,
        order_by=_order(sorts[key], descending, tie),
        filters=read,
        query=query,
    )


def _sorting(key: str | None, order: str | None, sorts: Mapping[str, str], default: str) -> tuple[str, bool]:
    if key is None or key not in sorts:
        return default.lstrip("-"), default.startswith("-")
    return key, order == "descending"


def _order(expression: str, descending: bool, tie: str) -> str:
    direction = "DESC NULLS LAST" if descending else "ASC NULLS LAST"
    return ", ".join(part for part in (f"{expression} {direction}", tie) if part)


def _read(value: str | None, kind: Any) -> Any:
    """A filter's value, or None where there is none or it is not one."""
    value = (value or "").replace("\0", "").strip()[:200]
    if not value:
        return None
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        return None
