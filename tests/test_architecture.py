"""The house stands as it was drawn: floors, rooms, sizes, and who may ask for the time or the environment."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation.errors import Refused
from foundation.text import text

ROOT = Path(__file__).parent.parent
FLOORS = ("yuzheng", "certificates", "training", "curricula", "screening", "registry", "foundation")
LONGEST_FILE = 300
USUAL_FILE = 100
USUAL_FUNCTION = 10
#: Buckets that collect what has no home; every room here has a name of the trade.
NO_ROOMS = {"utils", "helpers", "common", "services", "models", "misc", "shared", "lib"}
#: What a pure function has no use for.
IMPURE = {
    "asyncio",
    "http",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
}
IMPURE |= {"threading", "time", "urllib"}
#: Values, besides the standard library.
VALUES = {"msgspec"}
TELLS_TIME = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}


def modules(*folders: str) -> list[Path]:
    found = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return sorted(file.relative_to(ROOT) for file in found)


CODE = modules(*FLOORS)
#: The matcher is one big rule in many files; these two of it read lists of people.
_READERS = {"entries.py", "listing.py"}


def is_rule(file: Path) -> bool:
    in_matcher = file.parts[:2] == ("screening", "matching") and "data" not in file.parts
    return file.name == "rules.py" or "rules" in file.parts or (in_matcher and file.name not in _READERS)


RULES = [file for file in CODE if is_rule(file)]


def tree(file: Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text("utf-8"), str(file))


def imported(file: Path) -> Iterator[str]:
    """Full names of what a module imports."""
    for node in ast.walk(tree(file)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{alias.name}" for alias in names)


def test_contracts_between_floors_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_no_file_is_long() -> None:
    files = modules(*FLOORS, "tests", "scripts")
    long = {str(file): lines for file in files if (lines := length(file)) > LONGEST_FILE}
    assert long == {}


def length(file: Path) -> int:
    return len((ROOT / file).read_text("utf-8").splitlines())


def test_usual_file_and_function_are_short() -> None:
    assert statistics.median(lines for file in CODE if (lines := length(file)) > 1) < USUAL_FILE
    functions = [
        node.end_lineno - node.lineno + 1
        for file in CODE
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    assert statistics.median(functions) < USUAL_FUNCTION


@pytest.mark.parametrize("file", CODE, ids=str)
def test_module_says_what_it_is(file: Path) -> None:
    assert ast.get_docstring(tree(file)), f"{file} has no docstring"


def test_no_room_is_a_bucket() -> None:
    assert [str(file) for file in CODE if NO_ROOMS & {*file.with_suffix("").parts}] == []


@pytest.mark.parametrize("file", RULES, ids=str)
def test_rules_are_pure(file: Path) -> None:
    assert [name for name in imported(file) if not may_enter_rules(name)] == []


def may_enter_rules(name: str) -> bool:
    """Errors and texts, other rules, and the dated tables of `data`, which are read once and frozen."""
    first, *rest = name.split(".")
    if first in FLOORS:
        if name.startswith("screening.matching."):
            return not name.startswith(("screening.matching.entries", "screening.matching.listing"))
        return name.startswith(("foundation.errors.", "foundation.text.")) or bool(
            {"rules", "data"} & {*rest}
        )
    return first in VALUES or (first in sys.stdlib_module_names and first not in IMPURE)


def test_web_framework_stays_in_its_rooms() -> None:
    """Litestar is known to the roof, to pages and API, and to the web kit."""
    strangers = [
        str(file)
        for file in CODE
        if any(name.split(".")[0] == "litestar" for name in imported(file)) and not knows_the_web(file)
    ]
    assert strangers == []


def knows_the_web(file: Path) -> bool:
    names = file.with_suffix("").parts
    in_web_room = any(name in {"pages", "api"} or name.endswith(("_pages", "_api")) for name in names)
    return names[0] == "yuzheng" or names[:2] == ("foundation", "web") or in_web_room


def test_only_the_clock_tells_the_time() -> None:
    asked = [
        f"{file}:{node.lineno}"
        for file in CODE
        if file != Path("foundation/clock.py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and tells_time(ast.unparse(node.func))
    ]
    assert asked == []


def tells_time(function: str) -> bool:
    return any(f".{function}".endswith(f".{asked}") for asked in TELLS_TIME)


def test_only_the_command_line_reads_the_environment() -> None:
    """It hands the environment to `foundation.settings.from_environment`; nothing else looks into it."""
    asked = [
        f"{file}:{node.lineno}"
        for file in CODE
        if file.parts[0] != "yuzheng"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.expr) and reads_environment(node)
    ]
    assert asked == []


def reads_environment(node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return ast.unparse(node.value) == "os.environ"
    return ast.unparse(node) in {"os.environ.get", "os.getenv"}


def test_handlers_import_what_their_signatures_name() -> None:
    """Litestar reads annotations at run time; an import for type checkers alone breaks a route late."""
    hidden = [str(file) for file in CODE if "TYPE_CHECKING" in (ROOT / file).read_text("utf-8")]
    assert hidden == []


def test_a_refusal_always_carries_its_rule() -> None:
    """What the state forbids is a `Conflict`; a rule that refuses is named with its source and confidence."""
    bare = [
        f"{file}:{node.lineno}"
        for file in CODE
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Refused"
        if not any(word.arg == "rule" and not _is_none(word.value) for word in node.keywords)
    ]
    assert bare == []
    with pytest.raises(TypeError):
        Refused(text("A rule says no."))  # type: ignore[call-arg]


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def test_a_rule_in_code_names_its_document() -> None:
    nameless = [
        f"{file}:{node.lineno}"
        for file in CODE
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Rule"
        if any(isinstance(value, ast.Constant) and value.value == "" for value in _document_of(node))
    ]
    assert nameless == []


def _document_of(node: ast.Call) -> list[ast.expr]:
    return [*node.args[2:3], *(word.value for word in node.keywords if word.arg == "document")]


def test_rules_of_the_system_itself_have_names_of_their_own() -> None:
    named = [
        node.args[0].value
        for file in CODE
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "own_rule"
        if isinstance(node.args[0], ast.Constant)
    ]
    assert len(named) > 15
    assert len(named) == len(set(named))


def test_tests_skip_nothing() -> None:
    words = ("pytest.mark.skip", "pytest.mark.xfail", "pytest.skip", "pytest.importorskip", "unittest.skip")
    own = Path(__file__).relative_to(ROOT)
    skipped = [
        f"{file}: {word}"
        for file in modules("tests")
        if file != own
        for word in words
        if word in (ROOT / file).read_text("utf-8")
    ]
    assert skipped == []
