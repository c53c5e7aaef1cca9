"""Guessing is counted: by address, by number, and for QR codes only where nothing was found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from foundation.clock import FixedClock, now, use
from tests.certificates.verification.papers import Paper
from tests.foundation.web.browser import Browser


async def test_an_address_gets_twenty_tries_in_five_minutes(database: object, app: Any) -> None:
    guesser, other = Browser(app, peer="198.51.100.1"), Browser(app, peer="198.51.100.2")
    clock = FixedClock(now())
    with use(clock):
        tries = [
            (
                await guesser.post("/verify", {"number": f"S000036000001263{n:06d}", "name": "王静"})
            ).status_code
            for n in range(1, 23)
        ]
        assert tries == [404] * 20 + [429] * 2
        assert (await other.post("/verify", {"number": "x"})).status_code == 404
        refused = await guesser.client.post("/api/v1/verifications", json={})
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "15")
        clock.advance(timedelta(seconds=15))
        assert (await guesser.post("/verify", {"number": "y"})).status_code == 404
        assert (await guesser.post("/verify", {"number": "y"})).status_code == 429


async def test_a_number_gets_ten_tries_an_hour_from_anywhere(certificate: Paper, app: Any) -> None:
    with use(FixedClock(now())):
        spellings = [certificate.number, f" {certificate.number[:5]} {certificate.number[5:]}"]
        tries = [
            (
                await Browser(app, peer=f"198.51.100.{n}").client.post(
                    "/api/v1/verifications",
                    json=certificate.asked | {"check_code": f"{n:08d}", "number": spellings[n % 2]},
                )
            ).status_code
            for n in range(12)
        ]
        assert tries == [404] * 10 + [429] * 2


async def test_somebody_elses_forwarded_header_is_not_believed(database: object, app: Any) -> None:
    guesser = Browser(app, peer="198.51.100.1")
    with use(FixedClock(now())):
        tries = [
            (await guesser.post("/verify", {"number": str(n)}, x_forwarded_for=f"10.0.0.{n}")).status_code
            for n in range(21)
        ]
    assert tries[-1] == 429


async def test_only_misses_count_for_qr_codes(certificate: Paper, app: Any) -> None:
    guesser = Browser(app, peer="198.51.100.1")
    with use(FixedClock(now())):
        hits = [(await guesser.get(f"/v/{certificate.token}")).status_code for _ in range(40)]
        assert set(hits) == {200}
        paths = ("/v/{}", "/api/v1/verifications/{}", "/v/{}/photo")
        misses = [(await guesser.get(paths[n % 3].format(f"guess{n}"))).status_code for n in range(32)]
        assert misses == [404] * 30 + [429] * 2
        assert (await guesser.get(f"/v/{certificate.token}")).status_code == 200
