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
    "placed",
    "assessed",
    "issued",
    "verified",
    "banned",
    "suspended",
    "sample",
)
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
