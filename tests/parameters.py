"""Confirmations of unsure rules, as two persons of the office in charge give them."""

from __future__ import annotations

from datetime import date

from certificates.numbers.unsure import UNSURE as LETTERS
from curricula.eligibility.unsure import UNSURE as CONDITIONS
from curricula.outlines.unsure import UNSURE as OUTLINES
from foundation.actor import Actor
from foundation.clock import today
from registry.parameters.actions import Proposal, decide, propose
from registry.parameters.catalogue import declare, find
from registry.parameters.queries import confirmed_on
from screening.bans.unsure import UNSURE as BANS
from screening.checks.numbers import UNSURE as CHECKS
from tests.people import persona
from training.enrolments.numbers import UNSURE as ENROLMENTS
from training.evaluations.numbers import UNSURE as EVALUATIONS

declare([*CONDITIONS, *EVALUATIONS, *ENROLMENTS, *OUTLINES, *LETTERS, *CHECKS, *BANS])
#: The outline that the courses of the tests are opened under.
CARERS = "outline.TY-BYRY.2021"


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


async def confirm_outline() -> None:
    """The outline of the tests' courses is confirmed, once."""
    if CARERS not in await confirmed_on(today()):
        await confirm(CARERS)
