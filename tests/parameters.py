"""Confirmations of unsure rules, as two persons of the office in charge give them."""

from __future__ import annotations

from datetime import date

from curricula.eligibility.unsure import UNSURE as CONDITIONS
from foundation.actor import Actor
from foundation.clock import today
from registry.parameters.actions import Proposal, decide, propose
from registry.parameters.catalogue import declare, find
from tests.people import persona
from training.enrolments.numbers import UNSURE as ENROLMENTS
from training.evaluations.numbers import UNSURE as EVALUATIONS

declare([*CONDITIONS, *EVALUATIONS, *ENROLMENTS])


async def officers() -> tuple[Actor, Actor]:
    """Two persons of the city's office of human resources."""
    return await persona("preparer", "360100"), await persona("approver", "360100")


async def confirm(*parameters: str, value: int | None = None, since: date | None = None) -> None:
    """Confirm these from a day on, by default today, with the value that our sources suggest."""
    proposer, decider = await officers()
    for parameter in parameters:
        proposal = Proposal(
            document="示例文件〔2026〕1号",
            effective_from=since or today(),
            value=find(parameter).proposal if value is None else value,
        )
        await decide(decider, await propose(proposer, parameter, proposal), agree=True)
