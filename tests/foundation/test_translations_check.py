"""The check of the catalogues sees what is said, and each way in which a catalogue can fail it."""

from __future__ import annotations

from pathlib import Path

import pytest

from foundation.messages import Message, Unseen, in_floor, in_python, in_template
from foundation.translations_check import Entry, blanks, findings, in_file


def said(source: str) -> list[str]:
    return [
        found.msgid if isinstance(found, Message) else f"? {found.source}"
        for found in in_python(source, "m.py")
    ]


def test_literals_in_code() -> None:
    assert said('text("One {n}", n=1); _("Two"); language.gettext("Three")') == ["One {n}", "Two", "Three"]
    assert said('page.text("not ours"); page.text()') == []


def test_literal_joined_over_lines() -> None:
    assert said('text("A long "\n "message")') == ["A long message"]


def test_name_that_stands_for_literals() -> None:
    assert said('def f(x):\n said = "One" if x else "Two"\n return text(said)') == ["One", "Two"]
    assert said('T = {1: "One", 2: "Two"}\ndef f(x): return text(T[x])') == ["One", "Two"]


def test_name_of_another_function_is_not_mixed_in() -> None:
    assert said('def f():\n s = "One"\n return text(s)\ndef g():\n s = h()\n return s') == ["One"]


def test_message_that_only_shows_at_run_time() -> None:
    assert said("def f(x): return text(x)") == ["? text(x)"]
    assert said('text(f"Row {n}")') == ["? text(f'Row {n}')"]


def test_what_was_counted_elsewhere() -> None:
    assert said("text(self.title); gettext(message.msgid)") == []
    assert said("def gettext(msgid): return catalogue.gettext(msgid)") == []


def test_plural_and_context_in_code() -> None:
    assert list(in_python('npgettext("sheet", "{n} row", "{n} rows", n)', "m.py")) == [
        Message("m.py:1", "{n} row", "{n} rows", "sheet")
    ]


def test_templates() -> None:
    source = '{{ _("One") }}\n{% trans n=3 %}{{ n }} row{% pluralize %}{{ n }} rows{% endtrans %}{{ _(x) }}'
    assert list(in_template(source, "t.html")) == [
        Message("t.html:1", "One"),
        Message("t.html:2", "%(n)s row", "%(n)s rows"),
        Unseen("t.html:2", "_(…)"),
    ]


def test_data_files(tmp_path: Path) -> None:
    feature = tmp_path / "floor" / "kinds"
    (feature / "data").mkdir(parents=True)
    (feature / "rules.py").write_text("def label(kind): return text(kind.en_name)")
    (feature / "data" / "kinds.toml").write_text(
        '[[kinds]]\nen_name = "College"\nzh_name = "院校"\nen = "quoted"\n[rules.age]\ntitle = "Aged 16"\n'
    )
    (feature / "data" / "codes.csv").write_text("code,zh_name,en_name\n11,机关,Government body\n")
    assert list(in_floor(tmp_path / "floor")) == [
        Message("floor/kinds/data/codes.csv", "Government body", chinese="机关"),
        Message("floor/kinds/data/kinds.toml", "College", chinese="院校"),
        Message("floor/kinds/data/kinds.toml", "Aged 16"),
    ]


USED = Message("m.py:1", "Row {row}")
GOOD = Entry("registry", "Row {row}", "", "第 {row} 行")


def test_complete_catalogue_passes() -> None:
    assert findings([USED], [GOOD]) == []
    assert findings([USED], [GOOD, Entry("training", "Row {row}", "", "第 {row} 行")]) == []


@pytest.mark.parametrize(
    "used,entries,expected",
    [
        ([USED], [], "missing"),
        ([USED], [Entry("registry", "Row {row}", "", "")], "missing"),
        ([Message("m.py:1", "Row {row}", context="sheet")], [GOOD], "missing"),
        ([], [GOOD], "nobody says it"),
        ([USED], [GOOD, Entry("training", "Row {row}", "", "行 {row}")], "translated differently"),
        ([USED], [Entry("registry", "Row {row}", "", "第 {row} 行", fuzzy=True)], "fuzzy"),
        ([USED], [Entry("registry", "Row {row}", "", "第 {line} 行")], "lacks"),
        ([USED], [Entry("registry", "Row {row}", "", "行")], "leaves out row"),
        ([USED], [Entry("registry", "Row {row}", "", "第 {row} 行，10%")], "percent sign"),
        ([Message("d.toml", "Row {row}", chinese="行")], [GOOD], "in the catalogue"),
        ([Message("m.py:1", "Row {row}", "Rows {row}")], [GOOD], "another plural"),
        ([Unseen("m.py:1", "text(x)"), USED], [GOOD], "cannot be seen"),
    ],
)
def test_each_fault_is_found(used: list[Message | Unseen], entries: list[Entry], expected: str) -> None:
    assert any(expected in line for line in findings(used, entries))


def test_entries_that_reading_would_hide(tmp_path: Path) -> None:
    file = tmp_path / "zh_CN.po"
    one = '#: a\nmsgid "Row"\nmsgstr "行"\n'
    file.write_text(f'msgid ""\nmsgstr ""\n\n{one}\nmsgctxt "sheet"\nmsgid "Row"\nmsgstr "表行"\n')
    assert list(in_file("registry", file)) == []
    file.write_text(f'{one}\nmsgid "Row"\nmsgstr "列"\n\n#~ msgid "Old"\n#~ msgstr "旧"\n')
    assert list(in_file("registry", file)) == [
        'registry: twice: msgid "Row"',
        "registry: has entries marked obsolete (#~)",
    ]


def test_blanks() -> None:
    assert blanks("{row} of {person.name}, %(n)s") == {"row", "person", "n"}
    assert blanks("a lone { brace") == set()
