"""`yuzheng eligibility CASES.json`: who may be assessed, by which rule, or from which day on; no database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from curricula.eligibility.data import WORDS
from curricula.eligibility.declared import Question, questions
from curricula.eligibility.rules.answers import Tried, weigh
from foundation.language import say
from yuzheng.commands.without_database import content, language_option, speaking


def _listed(rows: list[tuple[str, str]]) -> str:
    return "\n".join(f"  {word:<26}{zh}" for word, zh in rows)


_HELP = f"""Answer for each case of CASES.json (or - for standard input) whether the person may be assessed.

The file is a list of
{{"occupation", "edition", "level", "on", "birth", "status",
"employment": [{{"from", "to", "occupation"}}],
"certificates": [{{"occupation", "level", "issued"}}],
"education": [{{"kind", "major", "graduated", "final_year", "assessed"}}],
"titles": [{{"grade", "granted"}}]}}.
Days are YYYY-MM-DD; "to" is the first day without the work and is left out while it goes on.
An occupation is a code or its Chinese name, an edition 2021 or 2021年版, a level 5 (first) to 1.
"on", "occupation", "edition" and "level" are needed; "id" is given back, "note" is left alone.

The answer is a list of {{"eligible", "rules": [{{"id", "met", "missing", …}}], "earliest", "notes"}}.
"earliest" is the first day of eligibility if only the calendar moves on, null if there is none;
for who is eligible already it says since when. What is declared without a day
(status, final_year) holds from "on" on. "notes" say what is unconfirmed and therefore left out.
Whoever is banned is refused before any of this.

\b
education.kind (a prefix 经评估论证 or "assessed_" says that the programme was assessed):
{_listed([(one.kind, one.zh) for one in WORDS.diplomas])}

\b
titles.grade:
{_listed([(one.rank, one.zh) for one in WORDS.titles])}

\b
status, one or a list (only the last three decide anything):
{_listed([(one.state, one.zh) for one in WORDS.states])}

Exit code 1: the file cannot be read; case number and field are named on standard error.
"""


@click.command(help=_HELP, short_help="Who may be assessed for a level, and from which day on.")
@click.argument("cases", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--confirm", multiple=True, metavar="ID", help="Treat this unconfirmed entry as confirmed.")
@language_option
def eligibility(cases: Path, confirm: tuple[str, ...], language: str) -> None:
    with speaking(language):
        for piece in _written(questions(content(cases), frozenset(confirm))):
            click.echo(piece)


def _written(asked: list[Question]) -> Iterator[bytes]:
    """The list of answers, one by one: many of them need not be held at once."""
    yield b"["
    for number, question in enumerate(asked, start=1):
        answer = msgspec.json.format(msgspec.json.encode(_answered(question)))
        yield answer if number == len(asked) else answer + b","
    yield b"]"


def _answered(question: Question) -> dict[str, Any]:
    answer = weigh(question.rules, question.candidate, question.case.on)
    identity = {} if question.case.id is None else {"id": question.case.id}
    return {
        **identity,
        "eligible": answer.eligible,
        "rules": [_tried(each) for each in answer.rules],
        "earliest": _iso(answer.earliest),
        "notes": [say(note) for note in question.notes],
    }


def _tried(tried: Tried) -> dict[str, Any]:
    rule = tried.rule
    return {
        "id": rule.id,
        "met": tried.met,
        "missing": [say(each) for each in tried.missing],
        "earliest": _iso(tried.earliest),
        "evidence": [say(each) for each in tried.evidence],
        "title": say(rule.title),
        "document": rule.document,
        "article": rule.article,
        "confidence": rule.confidence,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
