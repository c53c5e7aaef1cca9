"""Settings, clock, texts, identifiers, events and actors: small things that everything leans on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from foundation import clock, events
from foundation.actor import SYSTEM
from foundation.clock import FixedClock
from foundation.errors import Forbidden, Invalid
from foundation.ids import new_id, new_public_id, new_token
from foundation.settings import Settings, from_environment
from foundation.text import text


def test_settings_come_from_the_environment_and_have_defaults() -> None:
    found = from_environment({"YUZHENG_PORT": "9000", "YUZHENG_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2"})
    assert (found.port, found.trusted_proxies, found.host) == (9000, ("10.0.0.1", "10.0.0.2"), "127.0.0.1")
    assert from_environment({}) == Settings()


def test_every_setting_that_cannot_be_read_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        from_environment({"YUZHENG_PORT": "many", "YUZHENG_DEVELOPMENT": "perhaps"})
    assert {problem.field for problem in refused.value.problems} == {"YUZHENG_PORT", "YUZHENG_DEVELOPMENT"}


def test_only_an_https_address_makes_cookies_secure() -> None:
    assert not Settings().secure
    assert Settings(public_url="https://example.invalid/").secure
    assert Settings(public_url="https://example.invalid/").address == "https://example.invalid"


def test_the_day_is_chinas_day() -> None:
    with clock.use(FixedClock(datetime(2026, 11, 23, 16, 30, tzinfo=UTC))) as fixed:
        assert clock.today() == date(2026, 11, 24)
        fixed.advance(timedelta(hours=24))
        assert clock.today() == date(2026, 11, 25)


def test_a_text_carries_its_values_and_other_texts() -> None:
    said = text("{title}: {count}", title=text("Batches"), count=3)
    assert said.english() == str(said) == "Batches: 3"
    assert msgspec.json.decode(msgspec.json.encode(said))["params"]["count"] == 3


def test_a_text_with_braces_and_no_values_stays_as_it_is() -> None:
    assert text("{curly}").english() == "{curly}"


def test_keys_are_ordered_by_time_and_names_cannot_be_guessed() -> None:
    keys = [new_id() for _ in range(100)]
    assert keys == sorted(keys)
    assert all(key.version == 7 for key in keys)
    assert len({new_public_id() for _ in range(1000)}) == 1000
    assert len(new_token(128)) == 22


async def test_a_handler_is_called_once_however_often_it_subscribes() -> None:
    class Happened(msgspec.Struct):
        pass

    seen: list[object] = []

    async def handler(event: Happened) -> None:
        seen.append(event)

    events.subscribe(Happened, handler)
    events.subscribe(Happened, handler)
    await events.publish(Happened())
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("code", "prefix"), [("360000", "36"), ("360100", "3601"), ("360102", "360102"), ("", "")]
)
def test_an_officer_sees_the_area_below_the_own(code: str, prefix: str) -> None:
    assert msgspec.structs.replace(SYSTEM, area_code=code).area_prefix == prefix


def test_a_missing_permission_is_refused() -> None:
    with pytest.raises(Forbidden):
        SYSTEM.require("certificates.batch.approve")


def test_documents_and_keys_lie_in_the_data_folder() -> None:
    found = Settings(data_dir=Path("/srv/yuzheng"))
    assert found.documents_dir == Path("/srv/yuzheng/documents")
    assert found.keys_file == Path("/srv/yuzheng/keys.json")
