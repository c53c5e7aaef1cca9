"""What is built from the project holds everything that the project needs, and runs without the project."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import psycopg
import pytest
from packaging.requirements import Requirement

from yuzheng import piccolo_conf

ROOT = Path(__file__).parent.parent
FLOORS = ("yuzheng", *piccolo_conf.FLOORS)
TOPS = (*FLOORS, "templates")

#: Run from the wheel alone: templates, catalogues, data and migrations are read where they were installed.
_USE = """
import asyncio, sys
import foundation
from foundation.language import FLOORS, catalogue
from foundation.migrations import migrate
from foundation.web.templates import environment
from registry.areas.data import AREAS
print(foundation.__file__)
print(len(environment().list_templates()), sum(len(catalogue(floor)) for floor in FLOORS), len(AREAS))
asyncio.run(migrate(sys.argv[1]))
"""

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file)


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """A database without tables on the tests' server."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE from_wheel TEMPLATE template0")
        yield server_url.replace("/yuzheng?", "/from_wheel?")
        connection.execute("DROP DATABASE from_wheel WITH (FORCE)")


def test_wheel_holds_every_file_of_the_house(wheel: zipfile.ZipFile) -> None:
    files = [file for top in TOPS for file in (ROOT / top).rglob("*") if file.is_file()]
    wanted = {str(file.relative_to(ROOT)) for file in files if "__pycache__" not in file.parts}
    assert wanted - set(wheel.namelist()) == set()


def test_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    (metadata,) = tops - {*TOPS}
    assert metadata.endswith(".dist-info")


def test_wheel_runs_without_the_project(wheel: zipfile.ZipFile, empty_database: str, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _USE, empty_database],
        cwd="/",
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    where, counts = done.stdout.splitlines()
    assert where.startswith(str(tmp_path))
    assert all(int(count) > 0 for count in counts.split())
    with psycopg.connect(empty_database) as connection:
        (tables,) = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    assert tables[0] > 20


def test_version_is_the_newest_in_the_changes(wheel: zipfile.ZipFile) -> None:
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    newest = next(line.removeprefix("## ") for line in lines if line.startswith("## "))
    assert f"yuzheng-{newest}.dist-info/METADATA" in wheel.namelist()
    command = wheel.read(f"yuzheng-{newest}.dist-info/entry_points.txt").decode()
    assert "yuzheng = yuzheng.cli:main" in command


@pytest.mark.parametrize("name", ["install.txt", "dev.txt"])
def test_lock_pins_everything_and_names_no_package_index(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    pinned = [line for line in lines if line and not line.startswith(("#", " "))]
    assert len(pinned) > 50
    assert all("==" in line for line in pinned)
    assert sum("--hash=sha256:" in line for line in lines) >= len(pinned)


@pytest.mark.parametrize("name", ["install.txt", "dev.txt"])
def test_lock_is_whole(name: str) -> None:
    """It is installed as it stands, without resolving: whatever a locked package needs is locked as well."""
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    locked = {plain(line.partition("==")[0]) for line in lines if "==" in line}
    wanted = [(package, "") for package in locked]
    missing, seen = set(), set(wanted)
    while wanted:
        package, extra = wanted.pop()
        for needed in needs(package, extra):
            if plain(needed.name) not in locked:
                missing.add(f"{package} needs {needed}")
            more = {(plain(needed.name), one) for one in (needed.extras or {""})} - seen
            wanted, seen = [*wanted, *more], seen | more
    assert missing == set()


def needs(package: str, extra: str) -> Iterator[Requirement]:
    """What an installed package asks for on this machine; nothing of one that is for other systems."""
    try:
        told = requires(package) or []
    except PackageNotFoundError:
        return
    for one in map(Requirement, told):
        if one.marker is None or one.marker.evaluate({"extra": extra}):
            yield one


def test_dependencies_are_what_the_code_uses() -> None:
    sources = [file.read_text("utf-8") for floor in FLOORS for file in (ROOT / floor).rglob("*.py")]
    by_module = {
        module: {plain(name) for name in names} for module, names in packages_distributions().items()
    }
    needed = {name for source in sources for module in imported(source) for name in by_module.get(module, ())}
    declared = declared_dependencies()
    assert needed - declared == set()
    known = by_module.keys() | sys.stdlib_module_names | set(FLOORS) | {"templates", "examples"}
    assert {module for source in sources for module in imported(source)} - known == set()
    # Some are named only: uvicorn's loop, and packages that carry files.
    words = {word for source in sources for word in re.findall(r"\w+", source)}
    named = {name for module, names in by_module.items() if module in words for name in names}
    assert declared - named == set()


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {plain(re.split(r"[^\w.-]", requirement)[0]) for requirement in project["dependencies"]}


def imported(source: str) -> set[str]:
    """The first names of what a module imports from outside the house."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name.split(".")[0] for alias in aliases}
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module.split(".")[0])
    return names - {*FLOORS} - sys.stdlib_module_names
