"""The world of the access test: the played demo, and people of every role who have nothing to do with it.

Those of 南昌 act on the demo's objects, which are theirs; those of 赣州 try the same ones.
Everything is undone after each request.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx

from curricula.outlines.data import OUTLINES
from foundation import sealing
from foundation.actor import Actor
from foundation.database import ENGINE, _Open, execute, fetch, fetchval
from foundation.ids import new_id
from foundation.settings import Settings
from foundation.web.edge import Site
from registry.accounts.data import ROLES
from registry.people.links import link
from registry.people.queries import public_id_of
from registry.people.tables import LinkKind
from screening.checks.actions import Candidate, ask_about_candidate
from screening.intake import actions as intake
from screening.sweeps import actions as sweeps
from tests.access.claimed import subsidies_and_reissue
from tests.access.entered import entered_calendar
from tests.access.taught import taught
from tests.foundation.web.browser import Browser
from tests.people import citizen_number, persona, role_of
from training.candidacy.actions import Paper, enter
from training.candidacy.rules import Evidence as Shown
from training.candidacy.rules import Kind
from training.placements.actions import NewPlacement, assign
from yuzheng.app import create_app
from yuzheng.demo.training import example
from yuzheng.demo.world import acting
from yuzheng.start import running

#: Who acts in each role at home; a worker is made for the trainee whose papers the objects are.
LOGINS: Final = {
    "registrar": "registrar",
    "teacher": "teacher",
    "placement_coordinator": "placement",
    "manager": "manager",
    "mentor": "mentor",
    "organiser": "organiser",
    "assessor": "assessor",
    "preparer": "preparer",
    "approver": "approver",
    "subsidy_officer": "subsidy",
    "filing_officer": "filing",
    "supervision_officer": "supervision",
    "registration_officer": "registration",
    "record_check_officer": "police",
    "auditor": "auditor",
    "statistician": "statistics",
    "administrator": "admin",
}
#: 赣州市章贡区 for those who work in one place, 赣州市 for offices.
_ELSEWHERE, _CITY_ELSEWHERE = "360702", "360700"
_LOCAL: Final = {"college", "institution", "evaluator"}
#: Which of the demo's organisations is the one to act upon.
_OWN_PLACE: Final = {
    "manager": "demo-host-01", "mentor": "demo-host-01", "filing_officer": "demo-host-01",
    "registration_officer": "demo-host-01", "supervision_officer": "demo-host-01",
    "organiser": "demo-evaluator", "assessor": "demo-evaluator",
}  # fmt: skip
_TRAINEE = """
SELECT p.public_id AS person, p.id AS person_id, e.public_id AS enrolment, e.id AS enrolment_id,
       x.public_id AS placement, c.public_id AS certificate, v.public_id AS entry, i.id AS member, p.name
  FROM certificate c JOIN person p ON p.id = c.person_id
  JOIN evaluation_entry v ON v.id = c.entry_id JOIN enrolment e ON e.id = v.enrolment_id
  JOIN batch_item i ON i.entry_id = v.id
  JOIN placement x ON x.enrolment_id = e.id JOIN organisation o ON o.id = x.host_id
 WHERE c.status = 'issued'
   AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id)
 ORDER BY o.code, c.number LIMIT 1
"""
_ONE: Final = {
    "cohort": "SELECT public_id FROM cohort",
    "import": "SELECT public_id FROM cohort_import ORDER BY uploaded_at DESC",
    "hours_sheet": "SELECT public_id FROM learning_import",
    "session": "SELECT public_id FROM evaluation_session",
    "score_sheet": "SELECT public_id FROM score_import",
    "paper_sheet": "SELECT public_id FROM paper_import",
    "evidence_sheet": "SELECT public_id FROM evidence_import",
    "proposal": "SELECT public_id FROM parameter_confirmation",
    "batch": "SELECT public_id FROM certificate_batch",
    "watched": "SELECT c.public_id FROM certificate_watch w JOIN certificate c ON c.id = w.certificate_id",
    "evaluator": "SELECT id FROM evaluator_register",
    "ban": "SELECT public_id FROM ban",
    "match": "SELECT public_id FROM match",
    "course": "SELECT public_id FROM course",
    "job": "SELECT job_id FROM certificate_batch",
    "filing": "SELECT f.public_id FROM filing f JOIN organisation o ON o.id = f.organisation_id"
    " WHERE o.code = 'demo-host-01'",
    "account": "SELECT public_id FROM account WHERE login = 'mentor'",
}
#: What nobody elsewhere may read: names of the demo's people and places.
_SECRETS: Final = """
SELECT name FROM person WHERE length(name) > 2 UNION SELECT name FROM cohort
UNION SELECT number FROM certificate
UNION SELECT document_no FROM ban UNION SELECT name FROM evaluation_session
UNION SELECT title FROM certificate_batch UNION SELECT name FROM organisation WHERE code LIKE 'demo-host%'
"""
#: What a look may leave behind: that somebody looked, and the session.
LEFT_BY_LOOKING: Final = {"history", "certificate_lookup", "web_session", "rate_count"}
_WRITTEN = (
    "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS n FROM pg_stat_xact_user_tables"
    " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
)


class World:
    """The site, a browser for everybody, the objects, and the names that are secret."""

    def __init__(self, app: Site) -> None:
        self.app = app
        self.own: dict[str, Browser] = {}
        self.foreign: dict[str, Browser] = {}
        self.objects: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.secrets: set[str] = set()
        self.stranger = Browser(app)

    async def ask(self, browser: Browser, method: str, path: str) -> httpx.Response:
        """Send the request as a page or a program of this site would; nothing of it stays."""
        assert ENGINE.current_transaction.get() is not None
        connection = ENGINE.current_transaction.get().connection  # type: ignore[union-attr]
        undo, cookies = connection.transaction(), httpx.Cookies(browser.client.cookies)
        await undo.start()
        api = path.startswith("/api/")
        headers = {"accept": "application/json" if api else "text/html", "x-csrf-token": browser.token}
        if method != "GET":
            headers |= {"origin": browser.address, "sec-fetch-site": "same-origin"}
        body: dict[str, Any] = {"json": {}} if api else {"data": {"_csrf": browser.token}}
        if method == "GET":
            body = {}
        try:
            return await browser.client.request(method, path, headers=headers, **body)
        finally:
            await undo.rollback()
            browser.client.cookies = cookies

    def path(self, route: str, kind: str, role: str) -> str:
        """The address of the object in which the role meets this route."""
        parts = []
        for part in route.split("/"):
            if part.startswith("{"):
                name = part.strip("{}").split(":")[0]
                parts.append(self._object(name, kind, role))
            else:
                parts.append(part)
        return "/".join(parts)

    def _object(self, name: str, kind: str, role: str) -> str:
        if kind == "organisation":
            return self.places[_OWN_PLACE.get(role, "demo-college")]
        if name == "edition":
            return next(one.edition for one in OUTLINES.values() if one.code == self.objects["outline"])
        named = {
            "kind": "employment",
            "component": "skill",
            "objection": "nothing",
            "item_id": "member",
            "room_id": "delivery",
            "staff_id": "delivery",
            "paper_id": "delivery",
            "number": "number",
            "step": "step",
            "proposal_id": "nothing",
        } | dict.fromkeys(("key", "alarm", "correction"), "nothing")
        return self.objects[named.get(name, kind)]

    async def written(self) -> dict[str, int]:
        """How often each table was written in this transaction so far."""
        return {row["relname"]: row["n"] for row in await fetch(_WRITTEN)}


@asynccontextmanager
async def whole_world(data_dir: Path) -> AsyncIterator[World]:
    """Open the played demo within one transaction that is undone in the end."""
    shared = ENGINE.pool, ENGINE.config, sealing.keyring()
    settings = Settings(data_dir=data_dir, public_url="http://127.0.0.1:8000")
    try:
        async with running(settings, migrated=True):  # noqa: SIM117 - the pool is there only inside
            async with ENGINE.pool.acquire() as connection:  # type: ignore[union-attr]
                outer = connection.transaction()
                await outer.start()
                token = ENGINE.current_transaction.set(_Open(connection))  # type: ignore[arg-type]
                try:
                    yield await _populated(World(create_app(settings, work=False, migrated=True)))
                finally:
                    ENGINE.current_transaction.reset(token)
                    await outer.rollback()
    finally:
        ENGINE.pool, ENGINE.config = shared[0], shared[1]
        sealing.use_keyring(shared[2])


async def _populated(world: World) -> World:
    for kind, sql in _ONE.items():
        world.objects[kind] = str(await fetchval(sql + " LIMIT 1"))
    trainee = (await fetch(_TRAINEE))[0]
    world.objects |= {name: str(value) for name, value in dict(trainee).items()}
    world.objects |= {"number": "1", "step": "propose-lift", "nothing": "nosuchthing1"}
    world.objects |= {"channel": "webhook", "delivery": str(new_id())}
    screening = "SELECT id FROM screening WHERE person_id = $1 ORDER BY at LIMIT 1"
    world.objects["screening"] = str(await fetchval(screening, trainee["person_id"]))
    world.objects |= {"occupation": "4-10-01-03", "outline": "TY-BYRY"} | await entered_calendar()
    world.objects |= await _lessons(trainee["enrolment_id"])
    world.objects |= await _proceedings()
    world.objects |= await subsidies_and_reissue(trainee["certificate"])
    await _going_on(trainee["enrolment"], trainee["person_id"])
    world.objects |= {
        "skill": "skill",
        "employment": "employment",
        "evidence": await _scanned(trainee["person_id"]),
    }
    rows = await fetch("SELECT code, public_id FROM organisation WHERE code LIKE 'demo-%'")
    world.places = {row["code"]: row["public_id"] for row in rows}
    world.secrets = {row["name"] for row in await fetch(_SECRETS)}
    for role in ROLES:
        world.own[role] = await _seated(world.app, await _at_home(role, trainee["person_id"]))
        world.foreign[role] = await _seated(world.app, await _elsewhere(role))
    return world


async def _going_on(enrolment: str, person_id: UUID) -> None:
    """The trainee is placed and a candidate once more: host and evaluator see nobody they are done with."""
    post = NewPlacement(post="保育", starts_on=date(2026, 12, 1), ends_on=date(2027, 1, 31))
    await assign(await acting("placement"), enrolment, "demo-host-01", post)
    organiser = await acting("organiser")
    await link(organiser, person_id, organiser.organisation_id, LinkKind.REGISTERED)


async def _proceedings() -> dict[str, str]:
    """What the demo does not leave behind: a record check, a sheet of bans and a sweep."""
    candidate = Candidate(
        name="许应聘", document_kind="01", document_number=citizen_number(date(1994, 4, 4)), post="保育"
    )
    return {
        "check": await ask_about_candidate(await acting("manager"), candidate),
        "ban_sheet": await intake.preview(await acting("supervision"), "名单.xlsx", example("bans.xlsx")),
        "sweep": await sweeps.start(await acting("supervision3"), "yearly"),
    } | await taught()


async def _scanned(person_id: UUID) -> str:
    """A paper of the trainee with its scan, as the registrar enters it."""
    title = Shown(kind=Kind.TITLE, rank="junior", from_on=date(2025, 1, 6), paper="职称证书")
    scan = Paper("职称证书.pdf", b"%PDF-1.7")
    public_id = await public_id_of(person_id)
    return str(await enter(await acting("registrar"), public_id, title, paper=scan))


async def _lessons(enrolment_id: UUID) -> dict[str, str]:
    hours = await fetchval("SELECT id FROM learning_record WHERE enrolment_id = $1 LIMIT 1", enrolment_id)
    result = await fetchval("SELECT id FROM module_result WHERE enrolment_id = $1 LIMIT 1", enrolment_id)
    return {"hours": str(hours), "result": str(result)}


async def _at_home(role: str, person_id: UUID) -> Actor:
    if role != "worker":
        return await acting(LOGINS[role])
    worker = await persona("worker")
    await execute("UPDATE account SET person_id = $2 WHERE id = $1", worker.account_id, person_id)
    return worker


async def _elsewhere(role: str) -> Actor:
    kinds = ROLES[role].kinds
    return await persona(role, _ELSEWHERE if set(kinds) & _LOCAL or not kinds else _CITY_ELSEWHERE)


async def _seated(app: Site, actor: Actor) -> Browser:
    browser = Browser(app)
    await browser.sign_in_as(actor.account_id, await role_of(actor))
    return browser
