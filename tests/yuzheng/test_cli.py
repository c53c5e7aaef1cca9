"""The command line: what it says, what it does, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pypdfium2
import pytest
from click.testing import CliRunner

from foundation.errors import Unavailable
from foundation.postgres import start_embedded, stop_embedded
from foundation.text import text
from tests.played import BEFORE_THE_ROSTER, ROOT, Folder, new_folder
from yuzheng.commands import health

ROSTER = str(ROOT / "examples/cohort.xlsx")


@pytest.fixture(scope="module")
def office() -> Iterator[Folder]:
    """An installation with offices and accounts, a course, and nobody enrolled."""
    with new_folder() as folder:
        folder.play(BEFORE_THE_ROSTER)
        yield folder


def test_help_names_every_command(office: Folder) -> None:
    done = office.run("--help")
    assert done.returncode == 0
    for command in ("serve", "work", "migrate", "demo", "import", "account", "export"):
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["sing"],
        ["serve", "--workers", "none"],
        ["import", "cohort", "no-such-file.xlsx", "--college", "x"],
        ["export", "certificate"],
    ],
)
def test_words_it_does_not_know_end_with_2(office: Folder, words: list[str]) -> None:
    done = office.run(*words)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words, said",
    [
        (["import", "cohort", ROSTER, "--college", "nowhere"], "nowhere"),
        (["screenings", "help", "nowhere"], ""),
        (["import", "papers", ROSTER, "--session", "S1", "--evaluator", "nowhere", "--dry-run"], "nowhere"),
        (
            [
                "account",
                "add",
                "newcomer",
                "--name",
                "某人",
                "--organisation",
                "nowhere",
                "--role",
                "teacher",
            ],
            "nowhere",
        ),
        (
            [
                "account",
                "add",
                "newcomer",
                "--name",
                "某人",
                "--organisation",
                "demo-college",
                "--role",
                "preparer",
            ],
            "",
        ),
        (["export", "certificate", "S000036000099264000001", "--out", "/tmp/nothing"], ""),
    ],
)
def test_what_is_refused_ends_with_1_and_says_why(office: Folder, words: list[str], said: str) -> None:
    done = office.run(*words)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip()) > 5
    assert "Traceback" not in done.stderr
    assert not Path("/tmp/nothing").exists()


def test_a_new_account_signs_in_with_the_password_that_was_printed(office: Folder) -> None:
    done = office.run(
        "account", "add", "chen", "--name", "陈新", "--organisation", "demo-college", "--role", "teacher"
    )
    assert done.returncode == 0, done.stderr
    password = done.stdout.strip()
    assert len(password) >= 12
    with office.serve() as address:
        assert _signs_in(address, "chen", password) == "/account/password"
        assert _signs_in(address, "chen", "not this one at all") is None


def _signs_in(address: str, login: str, password: str) -> str | None:
    import re

    import httpx

    with httpx.Client(base_url=address) as client:
        page = client.get("/login").text
        token = re.search(r'name="_csrf" value="([^"]+)"', page)
        assert token
        sent = {"_csrf": token[1], "login": login, "password": password, "next": "/"}
        answer = client.post("/login", data=sent, headers={"origin": address})
        if answer.status_code != 303:
            return None
        return httpx.URL(client.get(answer.headers["location"], follow_redirects=True).url).path


def test_a_dry_run_says_everything_and_changes_nothing(played: Folder) -> None:
    before = _enrolled(played)
    done = played.run("import", "cohort", ROSTER, "--college", "demo-college", "--dry-run")
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert {int(row[0]) for row in rows} >= {int(each["row"]) for each in played.summary["rejected"]}
    assert all(len(row) == 4 and row[3] for row in rows)
    assert _enrolled(played) == before


def test_a_roster_is_imported_once(played: Folder) -> None:
    before = _enrolled(played)
    for _ in range(2):
        done = played.run(
            "import", "cohort", str(ROOT / "examples/cohort-gb18030.csv"), "--college", "demo-college"
        )
        assert done.returncode == 0, done.stderr
    assert _enrolled(played) == before


def test_a_certificate_is_taken_out_as_it_was_filed(played: Folder, tmp_path: Path) -> None:
    number = played.summary["sample"]
    done = played.run("export", "certificate", number, "--out", str(tmp_path / "new"))
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "new" / "certificate.pdf") in done.stdout.splitlines()
    pdf = pypdfium2.PdfDocument(tmp_path / "new" / "certificate.pdf")
    printed = pdf[0].get_textpage().get_text_bounded().replace(" ", "").replace("\r\n", "")
    pdf.close()
    assert number in printed


def test_a_screening_is_replayed(played: Folder) -> None:
    """The exit code says whether the record agrees."""
    with psycopg.connect(start_embedded(played.path)) as connection:
        row = connection.execute("SELECT id FROM screening ORDER BY at DESC LIMIT 1").fetchone()
    stop_embedded(played.path)
    assert row is not None
    done = played.run("screenings", "replay", str(row[0]), "--purpose", "audit", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert (said["record"]["id"], said["replay"]["agrees"]) == (str(row[0]), True)
    assert said["replay"]["entries"] > 0
    assert played.run("screenings", "replay", str(UUID(int=1)), "--purpose", "audit").returncode == 2


def test_settings_that_cannot_be_read_are_named(office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Folder, "environment", office.environment | {"YUZHENG_POOL_SIZE": "many"})
    done = office.run("migrate")
    assert done.returncode == 1
    assert "YUZHENG_POOL_SIZE" in done.stderr


def _enrolled(folder: Folder) -> int:
    with psycopg.connect(start_embedded(folder.path)) as connection:
        row = connection.execute("SELECT count(*) FROM enrolment").fetchone()
    stop_embedded(folder.path)
    assert row is not None
    return int(row[0])


def test_health_and_the_change_of_the_search_key(office: Folder) -> None:
    changed = office.run("keys", "rotate-search")
    assert changed.returncode == 0, changed.stderr
    assert "Search key version 2 is in use" in changed.stdout
    checked = office.run("health", "--run", "--json")
    assert checked.returncode == 0, checked.stdout
    said = json.loads(checked.stdout)
    assert (said["issuing"], {check["state"] for check in said["checks"]}) == ("ready", {"good"})


def test_what_cannot_be_told_is_not_called_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    async def without_keys(*_: object) -> None:
        raise Unavailable(text("The sealing keys of this database are missing."))

    monkeypatch.setattr(health, "_board", without_keys)
    told = CliRunner().invoke(health.health, ["--json"])
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr
