"""The parts of pages: drawn, read back as HTML, in both languages and in every state of the design page."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from markupsafe import Markup

from foundation.actor import Actor
from foundation.errors import FieldProblem, Invalid
from foundation.language import use_language
from foundation.text import text
from foundation.web.design import PROBLEMS, examples
from foundation.web.form_view import FormView
from foundation.web.static import ASSETS
from foundation.web.templates import FOLDER, environment

#: Never closed in HTML.
VOID = {"input", "link", "meta", "br", "hr", "img"}
OFFICER = Actor(UUID(int=1), "陈晓梅", UUID(int=2), "南昌市人社局", "hrss", "360100", "preparer", frozenset())
COMMON: dict[str, Any] = {
    "actor": OFFICER,
    "language": "zh-CN",
    "navigation": [
        {"href": "/batches", "label": text("Batch"), "current": True, "count": 3, "folded": False},
        {"href": "/people", "label": text("People"), "current": False, "folded": True},
    ],
    "request_path": "/design",
    "form": FormView(),
    "unread": 120,
    "organisations": [{"id": 1, "name": "甲", "current": True}, {"id": 2, "name": "乙", "current": False}],
}


class Elements(HTMLParser):
    """Every element with its attributes, and a check that what is opened is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.found if t == tag and all(a.get(k) == v for k, v in wanted.items())]


def draw(source: str, **context: Any) -> str:
    return environment().from_string(source).render(COMMON | context)


def part(file: str, call: str, **context: Any) -> Elements:
    name = call.split("(")[0]
    return Elements(draw(f'{{% from "parts/{file}.html" import {name} %}}{{{{ {call} }}}}', **context))


@pytest.fixture(scope="module", params=["zh-CN", "en"])
def design(request: pytest.FixtureRequest) -> Elements:
    with use_language(request.param):
        context = COMMON | {"language": request.param} | examples()
        return Elements(environment().get_template("design.html").render(context))


def test_every_element_is_closed(design: Elements) -> None:
    assert design.open == []


def test_ids_are_unique(design: Elements) -> None:
    ids = Counter(attrs["id"] for _, attrs in design.found if "id" in attrs)
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("attribute", ["for", "aria-describedby", "aria-labelledby", "list", "form"])
def test_what_is_pointed_at_is_there(design: Elements, attribute: str) -> None:
    ids = {attrs["id"] for _, attrs in design.found if "id" in attrs}
    pointed = [name for _, attrs in design.found for name in (attrs.get(attribute) or "").split()]
    assert set(pointed) <= ids


def test_every_control_has_a_label(design: Elements) -> None:
    labelled = {attrs.get("for") for attrs in design.all("label")}
    controls = [
        a for tag in ("input", "select", "textarea") for a in design.all(tag) if a.get("type") != "hidden"
    ]
    bare = [a for a in controls if "id" in a and a["id"] not in labelled]
    assert bare == []


def test_the_error_summary_leads_to_the_fields(design: Elements) -> None:
    ids = {attrs.get("id") for tag in ("input", "select", "textarea") for attrs in design.all(tag)}
    assert {problem.field for problem in PROBLEMS} <= ids
    assert {f"#{problem.field}" for problem in PROBLEMS} <= {a.get("href") for a in design.all("a")}


def test_icons_are_hidden_from_screen_readers(design: Elements) -> None:
    icons = [attrs for attrs in design.all("svg") if "icon" in (attrs.get("class") or "")]
    assert len(icons) > 100
    assert all(attrs.get("aria-hidden") == "true" for attrs in icons)


def test_one_first_heading(design: Elements) -> None:
    assert len(design.all("h1")) == 1


# What the content policy forbids, and what every form needs

TEMPLATES = sorted(
    path for path in FOLDER.rglob("*.html") if not {"print", "email"} & set(path.relative_to(FOLDER).parts)
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js", source)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source))


def test_every_notice_has_a_meaning_that_there_is() -> None:
    written = [
        re.findall(r'(?:notice|banner)\("(\w+)"', path.read_text(encoding="utf-8")) for path in TEMPLATES
    ]
    meanings = {meaning for found in written for meaning in found}
    assert meanings == {"valid", "attention", "stopped", "information", "neutral"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_posted_form_carries_the_token(path: Path) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL):
        assert "csrf_field()" in form


def test_a_form_of_the_parts_carries_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        environment().globals, "csrf_field", lambda: Markup('<input type="hidden" name="token">')
    )
    fresh = environment().overlay(cache_size=0)
    page = fresh.from_string(
        '{% from "parts/fields.html" import form_to %}{% call form_to("/x") %}{% endcall %}'
    )
    assert 'name="token"' in page.render()


# Fields


def test_what_was_typed_and_what_is_wrong_come_from_the_form() -> None:
    problem = FieldProblem("name", text("Please choose"))
    form = FormView({"name": ['<b>"王"']}, Invalid([problem]))
    field = part("fields", 'text_field("name", "Name", "old", hint="as on the card", form=form)', form=form)
    (control,) = field.all("input")
    assert control["value"] == '<b>"王"'
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "name-hint name-error"


def test_a_field_that_was_emptied_stays_empty() -> None:
    form = FormView({"name": [""]}, Invalid([FieldProblem("name", text("Please choose"))]))
    (control,) = part("fields", 'text_field("name", "Name", "old", form=form)', form=form).all("input")
    assert control["value"] == ""


def test_a_password_is_never_put_back() -> None:
    form = FormView({"password": ["secret"]}, Invalid([FieldProblem("password", text("Please choose"))]))
    html = draw(
        '{% from "parts/fields.html" import password_field %}'
        '{{ password_field("password", "P", form=form) }}',
        form=form,
    )
    assert "secret" not in html
    assert "password-error" in html


def test_required_is_the_default_and_optional_is_said() -> None:
    assert "required" in part("fields", 'text_field("a", "A")').all("input")[0]
    optional = part("fields", 'text_field("a", "A", optional=true)')
    assert "required" not in optional.all("input")[0]
    assert optional.all("span", **{"class": "optional"})


def test_a_choice_with_special_characters_is_kept() -> None:
    (chosen,) = (
        a
        for a in part("fields", 'select_field("a", "A", [("x&y", "X"), ("z", "Z")], "x&y")').all("option")
        if "selected" in a
    )
    assert chosen["value"] == "x&y"


def test_the_first_choice_of_a_group_carries_the_name_of_the_field() -> None:
    group = part("fields", 'radio_group("a", "A", [("1", "One"), ("2", "Two")], "2")')
    assert [a["id"] for a in group.all("input")] == ["a", "a-2"]
    assert [a["value"] for a in group.all("input") if "checked" in a] == ["2"]


# Tables


def table(**arguments: Any) -> Elements:
    source = """{% from "parts/table.html" import data_table, cell %}
      {% call(row) data_table("T", columns, rows, **arguments) %}
      {{ cell("Name", row.name, href="/p/" ~ row.id) }}{{ cell("Level", none) }}{% endcall %}"""
    rows = [{"id": "1", "name": "王秀英"}, {"id": "2", "name": "李雯"}]
    columns = [{"label": "Name", "sort": "name"}, {"label": "Level", "sort": "level"}]
    return Elements(draw(source, rows=rows, columns=columns, arguments=arguments))


def test_sorting_keeps_the_filters_and_turns_round() -> None:
    shown = table(sort="name", descending=False, query={"q": "李"})
    links = [a["href"] for a in shown.all("a") if "sort=" in (a["href"] or "")]
    assert links == ["?q=%E6%9D%8E&sort=name&order=descending", "?q=%E6%9D%8E&sort=level&order=ascending"]
    assert [a.get("aria-sort") for a in shown.all("th")] == ["ascending", None]


def test_a_selection_survives_paging() -> None:
    shown = table(select="ids", selected=["2", "77"], form="pick")
    boxes = [a for a in shown.all("input", type="checkbox") if a.get("name") == "ids"]
    assert [(a["value"], "checked" in a, a["form"]) for a in boxes] == [
        ("1", False, "pick"),
        ("2", True, "pick"),
    ]
    assert [a["value"] for a in shown.all("input", type="hidden")] == ["77"]


@pytest.mark.parametrize(
    "page, pages, numbers",
    [(1, 1, []), (1, 3, ["2", "3", "2"]), (7, 100, ["6", "1", "5", "6", "8", "9", "100", "8"])],
)
def test_the_way_through_the_pages(page: int, pages: int, numbers: list[str]) -> None:
    shown = part("table", "pagination(page, pages)", page=page, pages=pages)
    assert [(a["href"] or "").removeprefix("?page=") for a in shown.all("a")] == numbers


# Long work, masked values, the public page


@pytest.mark.parametrize(
    "state, polls",
    [("queued", True), ("running", True), ("cancelling", True), ("done", False), ("failed", False)],
)
def test_a_job_is_asked_after_only_while_it_runs(state: str, polls: bool) -> None:
    job = {"id": "j", "title": "T", "state": state, "done": 1, "total": 2, "failed": 0}
    assert (
        bool(
            part("progress", 'job_progress(job, "/j", cancel="/stop")', job=job).all(
                "div", **{"hx-trigger": "every 2s"}
            )
        )
        is polls
    )
    assert bool(part("progress", "refresh_without_script(job)", job=job).all("noscript")) is polls


def test_a_masked_value_has_a_button_only_where_it_may_be_shown() -> None:
    assert not part("masked", 'masked("36**")').all("button")
    assert part("masked", 'masked("36**", "/reveal")').all("form", method="post", action="/reveal")


def test_the_public_page_with_its_stylesheet_is_under_30_kilobytes() -> None:
    source = """{% extends "public.html" %}
      {% from "parts/verification.html" import verification_band, verification_checks %}
      {% block band %}{{ verification_band("valid", now_is) }}{% endblock %}
      {% block content %}{{ verification_checks(checks, "Checks") }}{% endblock %}"""
    checks = [{"label": text("Digital signature"), "passed": True, "note": "n" * 60}] * 8
    page = draw(source, checks=checks, now_is=examples()["now_is"])
    assert "<script" not in page
    assert len(page.encode()) + len(ASSETS["core.css"].content) < 30_000


def test_the_script_stays_small_and_evaluates_nothing() -> None:
    source = ASSETS["site.js"].content.decode()
    assert len(source.splitlines()) <= 80
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML", source)
