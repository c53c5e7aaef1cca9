"""Which messages the system can say: found in code, templates and data, for the check of the catalogues."""

from __future__ import annotations

import ast
import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2.ext import extract_from_ast

from foundation.web.templates import environment

#: Where the message, its plural and its context stand among the arguments.
_KEYWORDS: dict[str, dict[str, int]] = {
    "_": {"msgid": 0},
    "N_": {"msgid": 0},
    "text": {"msgid": 0},
    "gettext": {"msgid": 0},
    "ngettext": {"msgid": 0, "plural": 1},
    "pgettext": {"context": 0, "msgid": 1},
    "npgettext": {"context": 0, "msgid": 1, "plural": 2},
}
#: The key of a rule's name in every data file, see `foundation.rulebook`.
_TITLE = "title"


class Message(msgspec.Struct, frozen=True):
    """A message where it was found; `chinese` is what stands beside it in a data file."""

    place: str
    msgid: str
    plural: str = ""
    context: str | None = None
    chinese: str = ""


class Unseen(msgspec.Struct, frozen=True):
    """A call whose message only shows itself at run time."""

    place: str
    source: str


Found = Message | Unseen
Function = ast.FunctionDef | ast.AsyncFunctionDef
Given = dict[str, list[ast.expr]]


def in_floor(folder: Path) -> Iterator[Found]:
    """Everything that the code and the data of a floor say."""
    for file in sorted(folder.rglob("*")):
        place = str(file.relative_to(folder.parent))
        if file.suffix == ".py":
            yield from in_python(file.read_text("utf-8"), place)
        elif file.suffix == ".toml":
            yield from _in_table(tomllib.loads(file.read_text("utf-8")), place, _said_keys(_feature_of(file)))
        elif file.suffix == ".csv":
            rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
            yield from _in_table(rows, place, _said_keys(_feature_of(file)))


def _feature_of(data: Path) -> Path:
    return data.parent.parent if data.parent.name == "data" else data.parent


@cache
def _said_keys(feature: Path) -> frozenset[str]:
    """Keys of a feature's data that its code says, as `text(self.en)` does."""
    trees = (ast.parse(file.read_text("utf-8")) for file in feature.rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    said = {_attribute(call, _KEYWORDS.get(_function(call), {})) for call in calls}
    return frozenset({_TITLE} | {key for key in said if key.startswith("en")})


def in_templates(folder: Path) -> Iterator[Found]:
    """Everything that the templates say."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".html", ".txt", ".xml", ".svg"}:
            yield from in_template(file.read_text("utf-8"), str(file.relative_to(folder.parent)))


def in_template(source: str, file: str) -> Iterator[Found]:
    """The messages of one template, read as the pages read it."""
    tree = environment().parse(source, filename=file)
    for line, function, said in extract_from_ast(tree, tuple(_KEYWORDS)):
        arguments = (said,) if isinstance(said, str) or said is None else said
        places = _KEYWORDS[function]
        values = {role: arguments[at] if at < len(arguments) else None for role, at in places.items()}
        yield _found(f"{file}:{line}", values, f"{function}(…)")


def in_python(source: str, file: str) -> Iterator[Found]:
    """The messages of one module: literals, or a name to which only literals are given."""
    for call, given in _calls(ast.parse(source, file), {}):
        places = _KEYWORDS.get(_function(call))
        if places is None or not call.args or _is_known(call, places):
            continue
        options = {role: _strings(call.args[at], given) for role, at in places.items() if at < len(call.args)}
        others = {role: next(iter(said), None) for role, said in options.items() if role != "msgid"}
        msgids: list[str | None] = [*options.get("msgid", [])]
        for msgid in msgids or [None]:
            yield _found(f"{file}:{call.lineno}", {"msgid": msgid, **others}, ast.unparse(call)[:80])


def _calls(scope: ast.AST, given: Given) -> Iterator[tuple[ast.Call, Given]]:
    """Every call with what was assigned where it stands, in its function before its module."""
    own, inner = _nodes_of(scope)
    given = given | _given(own)
    for node in own:
        if isinstance(node, ast.Call):
            yield node, given
    for function in inner:
        if function.name not in _KEYWORDS:  # `def gettext(msgid)` passes on what its callers say
            yield from _calls(function, given)


def _nodes_of(scope: ast.AST) -> tuple[list[ast.AST], list[Function]]:
    """The nodes of a module or function without those of the functions in it, and these functions."""
    own: list[ast.AST] = []
    inner: list[Function] = []
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner.append(node)
        else:
            own.append(node)
            waiting += ast.iter_child_nodes(node)
    return own, inner


def _found(place: str, values: dict[str, str | None], source: str) -> Found:
    if any(value is None for value in values.values()):
        return Unseen(place, source)
    return Message(place, **values)  # type: ignore[arg-type]  # none is None


def _function(call: ast.Call) -> str:
    match call.func:
        case ast.Name(name):
            return name
        # `page.text(…)` is somebody else's; `language.gettext(…)` is ours.
        case ast.Attribute(attr=name) if name.endswith("gettext"):
            return name
    return ""


def _is_known(call: ast.Call, places: dict[str, int]) -> bool:
    """Whether the message is counted elsewhere: where it was made, or in the data it was read from."""
    attribute = _attribute(call, places)
    return attribute in {"msgid", _TITLE} or attribute.startswith("en")


def _attribute(call: ast.Call, places: dict[str, int]) -> str:
    """`title` of `text(row.title)`; nothing when the message is no attribute."""
    at = places.get("msgid", len(call.args))
    message = call.args[at] if at < len(call.args) else None
    return message.attr if isinstance(message, ast.Attribute) else ""


def _given(nodes: list[ast.AST]) -> Given:
    """What is assigned to each name."""
    given: Given = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                given.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
                given.setdefault(name, []).append(value)
    return given


def _strings(node: ast.expr, given: Given) -> list[str]:
    """Every string that the expression can be, as far as literals tell; none when they do not."""
    match node:
        case ast.Constant(str(value)):
            return [value]
        case ast.IfExp(body=one, orelse=other):
            return _all([one, other], given)
        case ast.Dict(values=values):
            return _all(values, given)
        case ast.Tuple(elts=values) | ast.List(elts=values):
            return _all(values, given)
        case ast.Subscript(value=value):
            return _strings(value, given)
        case ast.Name(name):
            # without the name itself, which may be given to itself
            return _all(
                given.get(name, []), {other: value for other, value in given.items() if other != name}
            )
    return []


def _all(nodes: list[ast.expr], given: Given) -> list[str]:
    """The strings of all of them; none if one of them cannot be told."""
    each = [_strings(node, given) for node in nodes]
    return [string for strings in each for string in strings] if all(each) else []


def _in_table(value: Any, file: str, keys: frozenset[str]) -> Iterator[Message]:
    """Messages under the given keys, at any depth of the data; the Chinese beside `en_name` is `zh_name`."""
    if isinstance(value, list):
        for item in value:
            yield from _in_table(item, file, keys)
    elif isinstance(value, dict):
        for key in sorted(keys & value.keys()):
            if isinstance(said := value[key], str) and said:
                yield Message(
                    file, said, chinese=value.get(key.replace("en", "zh", 1), "") if key != _TITLE else ""
                )
        for item in value.values():
            yield from _in_table(item, file, keys)
