"""Kinds of work: arguments are checked where they are given, kept as JSON, and come back typed."""

from __future__ import annotations

import uuid

import asyncpg.pgproto.pgproto as driver
import msgspec
import pytest

from foundation.jobs.kinds import (
    UnknownKind,
    decode_arguments,
    encode_arguments,
    job,
    kind_of,
    known_kinds,
    periodic,
)
from foundation.jobs.progress import JobHandle
from foundation.text import text
from tests.foundation.jobs import work


def test_arguments_come_back_as_their_types() -> None:
    kind, who = kind_of("test.typed"), uuid.uuid4()
    assert decode_arguments(kind, encode_arguments(kind, {"who": who, "key": "k"})) == {
        "who": who,
        "key": "k",
        "times": 3,
    }


def test_the_drivers_own_uuid_is_one() -> None:
    kind, who = kind_of("test.typed"), uuid.uuid4()
    assert (
        decode_arguments(kind, encode_arguments(kind, {"who": driver.UUID(str(who)), "key": "k"}))["who"]
        == who
    )


@pytest.mark.parametrize(
    "args", [{}, {"who": "nobody", "key": "k"}, {"who": uuid.uuid4(), "key": "k", "more": 1}]
)
def test_wrong_arguments_are_found_by_whoever_gives_them(args: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        encode_arguments(kind_of("test.typed"), args)


def test_a_value_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="not a value for a job"):
        encode_arguments(kind_of("test.typed"), {"who": object(), "key": "k"})


def test_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(UnknownKind):
        kind_of("test.nobody_wrote_it")


def test_two_bodies_cannot_share_a_name() -> None:
    async def other(job: JobHandle) -> None: ...

    with pytest.raises(ValueError, match="two bodies"):
        job("test.refuse")(other)
    assert kind_of("test.refuse").body is work.refuse


def test_periodic_work_with_a_wrong_line_does_not_start() -> None:
    with pytest.raises(ValueError, match="cron"):
        periodic("test.never", "0 0 30 2 *", title=text("Never"))
    assert "test.never" not in known_kinds()
