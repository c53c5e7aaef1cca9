"""Confirmations of unsure rules, as two persons of the office in charge give them."""

from __future__ import annotations

from datetime import date

from certificates.numbers.unsure import UNSURE as LETTERS
from curricula.eligibility.unsure import UNSURE as CONDITIONS
from curricula.outlines.unsure import UNSURE as OUTLINES
from foundation.actor import Actor
from foundation.clock import today
from registry.documents.unsure import UNSURE as DOCUMENTS
from registry.parameters.actions import Proposal, decide, propose
from registry.parameters.catalogue import declare, find
from registry.parameters.queries import confirmed_on
from registry.working_days.unsure import UNSURE as CALENDAR
from screening.adjudication.unsure import UNSURE as MATCHES
from screening.bans.unsure import UNSURE as BANS
from screening.checks.numbers import UNSURE as CHECKS
from tests.people import persona
from training.enrolments.numbers import UNSURE as ENROLMENTS
from training.evaluations.numbers import UNSURE as EVALUATIONS
from training.placements.unsure import UNSURE as PLACEMENTS
from training.pledges.unsure import UNSURE as PLEDGES

declare(
    [
        *CONDITIONS,
        *EVALUATIONS,
        *ENROLMENTS,
        *OUTLINES,
        *LETTERS,
        *CHECKS,
        *BANS,
        *MATCHES,
        *CALENDAR,
        *PLACEMENTS,
        *PLEDGES,
        *DOCUMENTS,
    ]
)
#: The outline that the courses of the tests are opened under.
CARERS = "outline.TY-BYRY.2021"
#: What that outline asks to be taught and our sources are unsure of.
ETHICS = "content.ETH-01"
#: The kind of the bans in the tests.
ABUSE = "ban.PFPL_41_2"
#: What the placements of the tests rest on.
PLACED = ("pledge.2022-11", "placement.record_check_days")


async def officers(keeper: str = "hrss") -> tuple[Actor, Actor]:
    """Two persons of the office in charge: the city for human resources, the province for health."""
    if keeper == "health_commission":
        return await persona("supervision_officer", "360000"), await persona("supervision_officer", "360000")
    return await persona("preparer", "360100"), await persona("approver", "360100")


async def confirm(*parameters: str, value: int | None = None, since: date | None = None) -> None:
    """Confirm these from a day on, by default today, with the value that our sources suggest."""
    for keeper in dict.fromkeys(find(one).keeper for one in parameters):
        proposer, decider = await officers(keeper)
        for parameter in (one for one in parameters if find(one).keeper == keeper):
            proposal = Proposal(
                document="示例文件〔2026〕1号",
                effective_from=since or today(),
                value=find(parameter).proposal if value is None else value,
            )
            await decide(decider, await propose(proposer, parameter, proposal), agree=True)


async def withdraw(parameter: str) -> None:
    """Two persons take the confirmation back from today on."""
    proposer, decider = await officers(find(parameter).keeper)
    proposal = Proposal(document="示例文件〔2026〕2号", effective_from=today(), withdraws=True)
    await decide(decider, await propose(proposer, parameter, proposal), agree=True)


async def confirm_outline() -> None:
    """The outline of the tests' courses and what it asks for is confirmed, once."""
    await _confirm_once(CARERS, ETHICS)


async def confirm_kind_of_ban() -> None:
    """The kind of the bans in the tests is confirmed, once."""
    await _confirm_once(ABUSE)


async def confirm_placing() -> None:
    """The words of the pledge, and how old an answer may be on the first day, are confirmed, once."""
    await _confirm_once(*PLACED)


async def _confirm_once(*parameters: str) -> None:
    done = await confirmed_on(today())
    await confirm(*(one for one in parameters if one not in done))
