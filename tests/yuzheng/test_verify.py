"""From issue to a machine without network: export, verify, the log and its keys, as commands."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.played import ROOT, Folder, new_folder

KIT = {
    "certificate.pdf",
    "credential.json",
    "did.json",
    "status-revocation.json",
    "status-suspension.json",
    "contexts.json",
    "checkpoint",
    "inclusion.json",
    "log-key",
    "document-roots.pem",
    "document-struck-off",
    "verify.html",
}


@pytest.fixture(scope="module")
def kit(played: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit")
    done = played.run("export", "certificate", played.summary["sample"], "--out", str(folder))
    assert done.returncode == 0, done.stderr
    assert {Path(line).name for line in done.stdout.splitlines()} == KIT
    assert {file.name for file in folder.iterdir()} == KIT
    return folder


def verify(*words: str) -> subprocess.CompletedProcess[str]:
    """On a machine that has the program and nothing else: no data folder, no database."""
    return subprocess.run(
        [sys.executable, "-c", "from yuzheng.cli import main; main()", "verify", *words],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", "LANG": "zh_CN.UTF-8", "YUZHENG_DATA_DIR": "/nowhere"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["certificate.pdf", "credential.json"])
def test_valid_with_the_kit_alone(kit: Path, played: Folder, name: str) -> None:
    done = verify(str(kit / name), "--kit", str(kit))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(("有效\n", "Valid\n"))
    assert played.summary["sample"] in done.stdout
    told = json.loads(verify(str(kit / name), "--kit", str(kit), "--json").stdout)
    assert told["verdict"] == "valid"
    assert told["says"]["number"] == played.summary["sample"]
    assert {one["outcome"] for one in told["checks"]} == {"passed"}
    assert told["lists_from"]


def test_not_valid_ends_with_1(kit: Path, tmp_path: Path) -> None:
    said = json.loads((kit / "credential.json").read_text("utf-8"))
    said["credentialSubject"]["result"][0]["achievedLevel"] = "x"
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(said), "utf-8")
    done = verify(str(forged), "--kit", str(kit))
    assert done.returncode == 1
    assert done.stdout.startswith(("无效\n", "Not valid\n"))
    assert json.loads(verify(str(forged), "--kit", str(kit), "--json").stdout)["verdict"] == "not_valid"


def test_cannot_tell_ends_with_2(kit: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    shutil.copy(kit / "did.json", bare)
    assert verify(str(kit / "certificate.pdf"), "--kit", str(bare)).returncode == 2
    (tmp_path / "empty").mkdir()
    for words in (
        [str(kit / "certificate.pdf"), "--kit", str(tmp_path / "empty")],
        [str(kit / "checkpoint"), "--kit", str(kit)],
        [str(kit / "no-such-file.pdf")],
    ):
        done = verify(*words)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    told = json.loads(verify(str(kit / "checkpoint"), "--kit", str(kit), "--json").stdout)
    assert (told["verdict"], bool(told["why"])) == ("cannot_tell", True)


def test_with_the_installations_own_data(kit: Path, played: Folder) -> None:
    done = played.run("verify", str(kit / "certificate.pdf"), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["verdict"] == "valid"


def test_the_log_is_whole(kit: Path, played: Folder) -> None:
    done = played.run("log", "verify")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_keys_are_replaced_and_old_certificates_stay_valid(kit: Path, played: Folder) -> None:
    """In a copy of the folder: other tests go on with the first key."""
    with new_folder() as copy:
        copy.port = played.port
        # Its database server insists on whom the files belong to.
        subprocess.run(["cp", "-a", f"{played.path}/.", str(copy.path)], check=True)
        listed = copy.run("keys", "list")
        before = [line.split("\t") for line in listed.stdout.splitlines()]
        assert [row[:2] for row in before] == [["credential", "active"], ["log", "active"]], listed.stderr
        rotated = copy.run("keys", "rotate", "credential")
        assert rotated.returncode == 0, rotated.stderr
        assert rotated.stdout.startswith("z6Mk")
        assert copy.run("verify", str(kit / "certificate.pdf")).returncode == 0
        retired = copy.run("keys", "documents", "list").stdout.split()
        assert retired[0] == "active"
        assert copy.run("keys", "documents", "rotate").returncode == 0
        assert copy.run("verify", str(kit / "certificate.pdf")).returncode == 0
        assert copy.run("keys", "documents", "strike-off", retired[-1]).returncode == 0
        told = json.loads(copy.run("verify", "--json", str(kit / "certificate.pdf")).stdout)
        assert [one["name"] for one in told["checks"] if one["outcome"] != "passed"] == ["file"]
        old = before[0][3]
        assert copy.run("keys", "strike-off", old).returncode == 0
        (number, *_) = copy.run("keys", "affected", old).stdout.splitlines()[0].split("\t")
        assert len(number) == 22
        assert copy.run("verify", str(kit / "certificate.pdf")).returncode == 1
        assert copy.run("keys", "strike-off", old).returncode == 1
        assert copy.run("keys", "strike-off", "nonsense").returncode == 1
