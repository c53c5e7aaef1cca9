"""The organisations of the demo and its questions, read once from the tables beside this file."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.rulebook import read_toml


class Place(msgspec.Struct, frozen=True):
    """An organisation of the demo and who works there: login → (role, name)."""

    code: str
    kind: str
    name: str
    area: str
    name_en: str = ""
    people: dict[str, tuple[str, str]] = {}


class _Hosts(msgspec.Struct, frozen=True):
    area: str
    names: tuple[str, ...]


class _Table(msgspec.Struct, frozen=True):
    places: tuple[Place, ...]
    hosts: _Hosts


_TABLE = read_toml(__name__, "places.toml", _Table)
PLACES = _TABLE.places


class Question(msgspec.Struct, frozen=True):
    """A question of the demo's bank, its answer as a teacher writes it."""

    code: str
    kind: Literal["judgement", "single", "multiple"]
    stem: str
    answer: str
    topic: str
    options: tuple[str, ...] = ()


class _Bank(msgspec.Struct, frozen=True):
    questions: tuple[Question, ...]


QUESTIONS = read_toml(__name__, "questions.toml", _Bank).questions


def _host(number: int, word: str) -> Place:
    ending = "" if number == 1 else str(number)
    people = {
        f"manager{ending}": ("manager", f"{word[0]}园长"),
        f"mentor{ending}": ("mentor", f"{word[0]}老师"),
    }
    return Place(
        f"demo-host-{number:02d}",
        "institution",
        f"南昌{word}托育园（演示）",
        _TABLE.hosts.area,
        people=people,
    )


HOST_PLACES = tuple(_host(number, word) for number, word in enumerate(_TABLE.hosts.names, 1))
