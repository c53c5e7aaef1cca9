"""The organisations of the demo, read once from the table beside this file."""

from __future__ import annotations

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
