"""A form of many rows: each read by its key, the problems of all together."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import msgspec
import pytest
from litestar.datastructures import FormMultiDict

from foundation.errors import Invalid
from foundation.web.forms import between, read_rows


class Score(msgspec.Struct):
    """One trainee's result."""

    points: Annotated[Decimal, between(0, 100)]
    absent: bool = False


class Request:
    """What `read_rows` needs of a request."""

    def __init__(self, *fields: tuple[str, Any]) -> None:
        self.scope: dict[str, Any] = {"state": {}}
        self._form = FormMultiDict(fields)

    async def form(self) -> FormMultiDict:
        return self._form


async def rows(*fields: tuple[str, str]) -> dict[str, Score]:
    return await read_rows(Request(*fields), "scores", Score)  # type: ignore[arg-type]


async def test_rows_by_key_in_order() -> None:
    read = await rows(
        ("scores[b].points", "60"), ("scores[a].points", "８0"), ("scores[a].absent", "yes"), ("x", "1")
    )
    assert read == {"b": Score(Decimal(60)), "a": Score(Decimal(80), absent=True)}
    assert list(read) == ["b", "a"]


async def test_problems_of_all_rows() -> None:
    with pytest.raises(Invalid) as caught:
        await rows(("scores[a].points", "101"), ("scores[b].points", ""), ("scores[c].points", "60"))
    assert [problem.field for problem in caught.value.problems] == ["scores[a].points", "scores[b].points"]


async def test_no_rows() -> None:
    assert await rows(("other[a].points", "1")) == {}
