"""Forms: every problem at once, nothing typed is lost, values as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest
from litestar.datastructures import FormMultiDict
from msgspec import Meta

from foundation.clock import CHINA
from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.language import say
from foundation.text import text
from foundation.web.form_fields import Bad, Lines, Secret, between, fields_of, read_field
from foundation.web.form_view import FormView, filled_values, typed_values
from tests.foundation.web import site
from tests.foundation.web.browser import Browser

GOOD = {"name": "王小明", "born": "2001年3月5日", "score": "８５.5"}


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Everything(msgspec.Struct):
    """A field of every kind."""

    line: str = "default"
    lines: Lines = ""
    secret: Secret = ""
    whole: int | None = None
    part: float | None = None
    exact: Annotated[Decimal, between(0, 100)] | None = None
    day: date | None = None
    moment: datetime | None = None
    clock: time | None = None
    reference: UUID | None = None
    colour: Colour | None = None
    word: Literal["a", "b"] | None = None
    flag: bool = False
    answer: bool | None = None
    many: list[Colour] = []
    numbers: Annotated[list[int], Meta(min_length=2)] = []
    limited: Annotated[int, Meta(ge=1, le=9)] | None = None
    code: Annotated[str, Meta(pattern=r"^\d{4}$")] | None = None


async def read(name: str, *typed: str) -> Any:
    field = next(one for one in fields_of(Everything) if one.name == name)
    return await read_field(field, list(typed), 1000)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("line", "  王　芳 ", "王 芳"),
        ("line", "null", "null"),
        ("lines", " 一\r\n二 \n", "一\n二"),
        ("secret", " ｐａｓｓ word ", " ｐａｓｓ word "),
        ("whole", "３０", 30),
        ("whole", " 1,200 ", 1200),
        ("whole", "", msgspec.UNSET),
        ("part", "1.5", 1.5),
        ("exact", "85.50", Decimal("85.50")),
        ("exact", "１００", Decimal(100)),
        ("day", "2001-3-5", date(2001, 3, 5)),
        ("day", "2001年3月5日", date(2001, 3, 5)),
        ("day", "２００１０３０５", date(2001, 3, 5)),
        ("moment", "2001-03-05T14:30", datetime(2001, 3, 5, 14, 30, tzinfo=CHINA)),
        ("moment", "2001年3月5日 9：05", datetime(2001, 3, 5, 9, 5, tzinfo=CHINA)),
        ("clock", "14：30", time(14, 30)),
        ("clock", "9点05分", time(9, 5)),
        ("reference", str(UUID(int=5)), UUID(int=5)),
        ("colour", "red", Colour.RED),
        ("word", "b", "b"),
        ("flag", "yes", True),
        ("flag", "on", True),
        ("flag", "false", False),
        ("answer", "no", False),
        ("limited", "9", 9),
        ("code", "０１２３", "0123"),
    ],
)
async def test_reads_what_people_write(name: str, typed: str, value: Any) -> None:
    assert await read(name, typed) == value


async def test_reads_lists_and_what_is_missing() -> None:
    assert await read("many", "red", "blue") == [Colour.RED, Colour.BLUE]
    assert await read("many", "red") == [Colour.RED]
    assert await read("many") is msgspec.UNSET
    assert await read("flag") is False
    assert await read("answer") is msgspec.UNSET
    assert await read("numbers", "１", "2") == [1, 2]


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("whole", "abc", "is not a number"),
        ("whole", "1.5", "Enter a whole number."),
        ("part", "x", "is not a number"),
        ("exact", "100.1", "The largest value allowed is 100."),
        ("exact", "-1", "The smallest value allowed is 0."),
        ("day", "2001-13-5", "There is no month 13."),
        ("day", "3/5/2001", "The year must come first"),
        ("moment", "2001-03-05", "Enter a date and time"),
        ("moment", "gestern 14:30", "Enter a date and time"),
        ("clock", "25:00", "Enter a time"),
        ("reference", "x", "This is not a valid reference."),
        ("colour", "green", "Choose one of the values offered."),
        ("word", "c", "Choose one of the values offered."),
        ("limited", "10", "The largest value allowed is 9."),
        ("code", "12", "This is not in the expected form."),
        ("line", "a\0b", "cannot be stored"),
        ("line", "a\u202eb", "cannot be stored"),
        ("lines", "a\x07b", "cannot be stored"),
        ("secret", "a\0b", "cannot be stored"),
    ],
)
async def test_says_what_cannot_be_read(name: str, typed: str, message: str) -> None:
    with pytest.raises(Bad) as caught:
        await read(name, typed)
    assert message in caught.value.message.english()


async def test_list_limits() -> None:
    with pytest.raises(Bad) as caught:
        await read("numbers", "1")
    assert caught.value.message.english() == "Choose at least 2."


async def test_good_form_is_read_whole(officer: Browser) -> None:
    data = GOOD | {"hours": "", "modules": ["theory", "safety"], "consent": "yes"}
    files = {"sheet": ("C:\\成绩.csv", b"a,b", "text/csv")}
    response = await officer.post("/things", data, files=files)
    assert response.status_code == 303
    (thing,) = site.SAVED
    assert (thing.name, thing.born, thing.score, thing.hours) == (
        "王小明",
        date(2001, 3, 5),
        Decimal("85.5"),
        None,
    )
    assert (thing.modules, thing.consent) == (["theory", "safety"], True)
    assert thing.sheet is not None
    assert (thing.sheet.filename, thing.sheet.data) == ("成绩.csv", b"a,b")


async def test_all_problems_at_once_and_nothing_typed_is_lost(officer: Browser) -> None:
    data = {
        "name": "王",
        "born": "2001-13-5",
        "score": "",
        "hours": "many",
        "modules": "theory",
        "consent": "yes",
    }
    response = await officer.post("/things", data)
    assert response.status_code == 422
    for words in ("姓名：至少填写 2 个字。", "出生日期：", "此项必填。"):
        assert words in response.text
    for kept in ('value="王"', 'value="2001-13-5"', "[modules=theory]", "[consent=True]"):
        assert kept in response.text
    assert response.text.count('href="#') >= 5  # the way to the content and each of four fields
    assert not site.SAVED


async def test_error_of_the_action_appears_at_its_field(officer: Browser) -> None:
    response = await officer.post("/things", GOOD | {"name": "taken"})
    assert response.status_code == 409
    assert "姓名：The name is taken." in response.text
    assert 'value="taken"' in response.text
    assert 'aria-invalid="true"' in response.text


async def test_too_large_a_file_is_a_problem_of_its_field(officer: Browser) -> None:
    response = await officer.post("/things", GOOD, files={"sheet": ("a.csv", b"x" * 1001, "text/csv")})
    assert response.status_code == 422
    assert "文件超过" in response.text


async def test_what_was_typed_is_escaped(officer: Browser) -> None:
    response = await officer.post("/things", GOOD | {"born": '"><script>alert(1)</script>{{7*7}}'})
    assert "<script>alert" not in response.text
    assert "{{7*7}}" in response.text


@pytest.mark.parametrize("value", ["a\0b", "\ud800".encode("utf-8", "surrogatepass")])
async def test_characters_that_no_database_stores(officer: Browser, value: Any) -> None:
    response = await officer.post("/things", GOOD | {"name": value})
    assert response.status_code == 422


def test_view_of_what_is_on_file() -> None:
    form = FormView(
        filled_values(
            {
                "name": "王芳",
                "born": date(2001, 3, 5),
                "met": datetime(2001, 3, 5, 6, 30, tzinfo=UTC),
                "score": Decimal("85.50"),
                "none": None,
                "colour": Colour.RED,
                "many": [Colour.RED, Colour.BLUE],
                "yes": True,
                "no": False,
            }
        )
    )
    assert form.value("name") == "王芳"
    assert form.value("born") == "2001-03-05"
    assert form.value("met") == "2001-03-05 14:30"
    assert form.value("score") == "85.50"
    assert form.value("none") == form.value("unknown") == ""
    assert form.values("many") == ["red", "blue"]
    assert form.checked("yes")
    assert not form.checked("no")
    assert form.checked("many", "blue")
    assert not form.checked("colour", "blue")
    assert form.problems == []


def test_view_of_an_error_without_a_field() -> None:
    form = FormView(error=Conflict(text("The name is taken.")))
    assert [(one.field, say(one.message)) for one in form.problems] == [("", "The name is taken.")]


def test_view_of_problems_names_the_fields() -> None:
    error = Invalid([FieldProblem("name", text("This is required.")), FieldProblem("x", text("Enter text."))])
    form = FormView(error=error, labels={"name": text("Name")})
    assert [say(one.message) for one in form.problems] == ["姓名：此项必填。", "请填写文字。"]
    assert say(form.problem("name").message) == "此项必填。"  # type: ignore[union-attr]
    assert form.problem("y") is None


def test_typed_values_keep_every_choice() -> None:
    assert typed_values(FormMultiDict([("a", "1"), ("a", "2"), ("b", "")])) == {"a": ["1", "2"], "b": [""]}


async def test_problems_stand_in_the_order_of_the_page(officer: Browser) -> None:
    response = await officer.post("/things", {"score": "", "born": "", "name": ""})
    places = [response.text.index(f'href="#{name}"') for name in ("score", "born", "name")]
    assert places == sorted(places)
