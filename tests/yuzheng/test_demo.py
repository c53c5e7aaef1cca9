"""The demo says what the database says, and playing it again adds nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest

from foundation.postgres import start_embedded, stop_embedded
from tests.played import Folder

KEYS = (
    "imported",
    "rejected",
    "screened",
    "lessons",
    "attended",
    "tested",
    "exempted",
    "placed",
    "assessed",
    "issued",
    "verified",
    "banned",
    "suspended",
    "subsidised",
    "sample",
)
_TWO_PERSONS = "decided_by IS NOT NULL AND decided_by <>"
#: The same questions, asked in words of our own.
TOTALS = {
    "imported": "SELECT count(*) FROM enrolment",
    "screened": "SELECT count(*) FROM (SELECT person_id FROM screening GROUP BY person_id) AS each",
    "placed": "SELECT count(*) FROM placement WHERE status = 'assessed'",
    "assessed": "SELECT count(*) FROM evaluation_entry WHERE status = 'confirmed' AND theory >= 60",
    "issued": "SELECT count(*) FROM certificate WHERE status = 'issued'",
    "banned": "SELECT count(*) FROM ban WHERE status = 'active'",
    "suspended": "SELECT count(DISTINCT certificate_id) FROM certificate_hold WHERE lifted_at IS NULL",
    "verified": "SELECT count(*) FROM certificate_lookup",
    "lessons": "SELECT count(DISTINCT lesson_id) FROM learning_record WHERE lesson_id IS NOT NULL",
    "exempted": f"SELECT count(*) FROM exemption WHERE {_TWO_PERSONS} proposed_by",
}
#: Where it tells more than one number.
PARTS = {
    "attended": "SELECT count(came_device), count(*) - count(came_device) FROM attendance",
    "tested": "SELECT count(*), count(*) FILTER (WHERE score >= 60) FROM test_attempt",
    "subsidised": f"""SELECT count(*) FILTER (WHERE {_TWO_PERSONS} registered_by AND export_id IS NOT NULL),
                             count(*) FILTER (WHERE decided_by IS NULL) FROM subsidy_claim""",
}


@pytest.fixture
def connection(played: Folder) -> Iterator[psycopg.Connection]:
    """A connection of the owner to the demo's database."""
    with psycopg.connect(start_embedded(played.path)) as one:
        yield one
    stop_embedded(played.path)


def test_what_it_tells_is_complete(played: Folder) -> None:
    for key in KEYS:
        assert played.summary[key], f"{key} is empty"
    assert all(row["reason"] and row["row"] for row in played.summary["rejected"])


def test_its_totals_agree_with_the_database(played: Folder, connection: psycopg.Connection) -> None:
    for key, sql in TOTALS.items():
        told = played.summary[key]
        counted = connection.execute(sql).fetchone()
        assert counted is not None
        assert (len(told) if isinstance(told, list) else told) == counted[0], key


def test_its_parts_agree_with_the_database(played: Folder, connection: psycopg.Connection) -> None:
    for key, sql in PARTS.items():
        counted = connection.execute(sql).fetchone()
        assert tuple(played.summary[key].values()) == counted, key
        assert counted is not None
        assert all(counted), f"{key}: nothing to be seen of a part"


def test_hours_of_lessons_are_not_counted_twice(played: Folder, connection: psycopg.Connection) -> None:
    """The college's sheet of hours has the same modules on the same days."""
    found = connection.execute(
        "SELECT DISTINCT sum(hours) FROM learning_record r WHERE voided_at IS NULL AND EXISTS"
        " (SELECT 1 FROM learning_record l WHERE l.lesson_id IS NOT NULL AND l.module_code = r.module_code)"
        " GROUP BY enrolment_id, module_code"
    ).fetchall()
    assert found == [(6,)]


def test_its_sample_is_a_valid_certificate(played: Folder, connection: psycopg.Connection) -> None:
    found = connection.execute(
        "SELECT c.status, c.expires_on, count(h.certificate_id) FROM certificate c"
        " LEFT JOIN certificate_hold h ON h.certificate_id = c.id WHERE c.number = %s GROUP BY c.id",
        [played.summary["sample"]],
    ).fetchone()
    assert found == ("issued", None, 0)


def test_playing_it_again_does_nothing_twice(played: Folder, connection: psycopg.Connection) -> None:
    again = played.run("demo", "--no-serve", "--json")
    assert again.returncode == 0, again.stderr[-2000:]
    assert json.loads(again.stdout) == played.summary
    numbers = connection.execute("SELECT count(*), count(DISTINCT number) FROM certificate").fetchone()
    assert numbers == (played.summary["issued"], played.summary["issued"])
