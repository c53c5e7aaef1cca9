"""What is built from the project holds everything that the project needs to run."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from yuzheng import piccolo_conf

ROOT = Path(__file__).parent.parent
FLOORS = ("yuzheng", *piccolo_conf.FLOORS)
pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file)


def test_wheel_holds_every_file_of_the_house(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    tops = (*FLOORS, "templates")
    wanted = {
        str(file.relative_to(ROOT))
        for top in tops
        for file in (ROOT / top).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert wanted - inside == set()


def test_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    (metadata,) = tops - {*FLOORS, "templates"}
    assert metadata.endswith(".dist-info")


def test_version_is_the_newest_in_the_changes(wheel: zipfile.ZipFile) -> None:
    newest = next(
        line.removeprefix("## ").strip()
        for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
        if line.startswith("## ")
    )
    assert f"yuzheng-{newest}.dist-info/METADATA" in wheel.namelist()
    command = wheel.read(f"yuzheng-{newest}.dist-info/entry_points.txt").decode()
    assert "yuzheng = yuzheng.cli:main" in command


def test_lock_names_no_package_index() -> None:
    for file in (ROOT / "requirements").iterdir():
        lines = file.read_text("utf-8").splitlines()
        assert not [
            line for line in lines if "://" in line or line.startswith(("-i", "--index", "--extra-index"))
        ]
        pinned = [line for line in lines if line and not line.startswith(("#", " "))]
        assert len(pinned) > 50
        assert all("==" in line for line in pinned)
