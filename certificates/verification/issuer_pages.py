"""The public list of those who issue certificates, and the page of each."""

from __future__ import annotations

from typing import Final

from litestar import get
from litestar.params import FromPath
from markupsafe import Markup

from certificates.verification.issuers import COUNTED, IssuerView, find_issuer, issuers
from curricula.occupations.data import OCCUPATIONS
from curricula.occupations.rules import level_label
from foundation.clock import today
from foundation.language import say
from foundation.text import text
from foundation.web.charts import Part, Row, stacked_bar_chart
from foundation.web.pages import Answer, Request, render
from foundation.web.status import Look, status_of
from registry.areas.rules import full_name

_PUBLIC: Final = {"public": True, "bare": True, "referrer": False}


@get("/issuers", opt=_PUBLIC)
async def issuers_page(request: Request) -> Answer:
    return render(
        request, "certificates/issuers.html", issuers=await issuers(), day=today(), full_name=full_name
    )


@get("/issuers/{prefix:str}", opt=_PUBLIC)
async def issuer_page(request: Request, prefix: FromPath[str]) -> Answer:
    found = await find_issuer(prefix)
    return render(
        request,
        "certificates/issuer.html",
        issuer=found,
        chart=_chart(found),
        counted=COUNTED,
        day=today(),
        occupations=OCCUPATIONS,
        level_label=level_label,
        full_name=full_name,
    )


def _chart(found: IssuerView) -> Markup | None:
    rows = [
        Row(str(year), [Part(say(_look(one).word), counts[one], _look(one).meaning) for one in COUNTED])
        for year, counts in found.years
    ]
    words = say(text("One bar for each year of issue, divided by what verification answers today."))
    return stacked_bar_chart(say(text("Certificates by year and state")), words, rows) if rows else None


def _look(standing: str) -> Look:
    return status_of(f"certificate.{standing}")


routes = [issuers_page, issuer_page]
