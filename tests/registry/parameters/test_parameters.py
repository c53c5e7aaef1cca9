"""What is unsure has no effect before two persons of the office in charge have confirmed it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import asyncpg
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.standards.data import STANDARDS
from foundation.clock import today
from foundation.database import execute, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.rulebook import Parameter
from foundation.text import text
from registry.parameters.actions import Proposal, decide, propose
from registry.parameters.catalogue import declare
from registry.parameters.queries import confirmations_on, confirmed_on, history_of, number, waiting
from registry.parameters.rules import Agreed, Unsure, in_force
from tests.parameters import confirm, officers
from tests.people import organisation, persona

DAYS = "test.days"
ROW = Parameter(value=5, document="示例规程", confidence="U", needs_confirm=True)
declare([Unsure(id=DAYS, title=text("Days"), keeper="hrss", proposal=5, unit=text("days"))])
declare([Unsure(id="test.row", title=text("Row"), keeper="hrss")])


def proposal(**changes: Any) -> Proposal:
    usual = Proposal(document="示例文件〔2026〕1号", effective_from=today(), value=7)
    return msgspec.structs.replace(usual, **changes)


@pytest.mark.usefixtures("database")
async def test_a_number_counts_from_its_day_on_and_not_before_two_persons_agreed() -> None:
    proposer, decider = await officers()
    with pytest.raises(Refused) as refused:
        await number(DAYS, text("Days"), ROW, today())
    assert refused.value.rule is not None
    assert (refused.value.rule.id, refused.value.rule.confidence) == (DAYS, "U")
    public_id = await propose(proposer, DAYS, proposal(effective_from=today() + timedelta(days=3)))
    assert DAYS in await waiting()
    assert DAYS not in await confirmed_on(today() + timedelta(days=9))
    with pytest.raises(Conflict):
        await propose(decider, DAYS, proposal())
    await decide(decider, public_id, agree=True)
    assert DAYS not in await confirmed_on(today() + timedelta(days=2))
    assert await number(DAYS, text("Days"), ROW, today() + timedelta(days=3)) == 7
    with pytest.raises(Conflict):
        await decide(decider, public_id, agree=True)


@pytest.mark.usefixtures("database")
async def test_nobody_decides_about_the_own_proposal_not_even_by_sql() -> None:
    _, approver = await officers()
    public_id = await propose(approver, DAYS, proposal())
    with pytest.raises(Refused):
        await decide(approver, public_id, agree=True)
    with pytest.raises(asyncpg.CheckViolationError):
        async with transaction():
            await execute(
                "UPDATE parameter_confirmation SET decided_by = proposed_by, decided_at = now(),"
                " verdict = 'agreed'"
            )
    other = await persona("approver", "360100")
    with pytest.raises(Invalid):
        await decide(other, public_id, agree=False)
    await decide(other, public_id, agree=False, refusal="文件没有这样写")
    assert await confirmed_on(today()) == frozenset()
    assert [one.verdict for one in await history_of(DAYS)] == ["refused"]
    with pytest.raises(asyncpg.PostgresError) as wrong:
        async with transaction():
            await execute("UPDATE parameter_confirmation SET verdict = 'agreed', refusal = ''")
    assert wrong.value.sqlstate == "P0B07"


@pytest.mark.usefixtures("database")
async def test_only_the_highest_office_of_the_trade_decides() -> None:
    county = await persona("approver", "360102")
    await organisation("hrss", "360100")
    with pytest.raises(Refused):
        await propose(county, DAYS, proposal())
    with pytest.raises(Refused):
        await propose(await persona("supervision_officer", "360100"), DAYS, proposal())
    with pytest.raises(Forbidden):
        await propose(await persona("registrar"), DAYS, proposal())
    with pytest.raises(NotFound):
        await propose(await persona("approver", "360100"), "test.nothing", proposal())


@pytest.mark.usefixtures("database")
async def test_a_proposal_needs_a_day_to_come_a_document_and_its_value() -> None:
    proposer, decider = await officers()
    late = proposal(effective_from=today() - timedelta(days=1), document=" ", value=None)
    with pytest.raises(Invalid) as wrong:
        await propose(proposer, DAYS, late)
    assert {one.field for one in wrong.value.problems} == {"effective_from", "document", "value"}
    with pytest.raises(Invalid):
        await propose(proposer, DAYS, proposal(withdraws=True))  # nothing to withdraw
    await confirm(DAYS)
    await decide(decider, await propose(proposer, DAYS, proposal(withdraws=True)), agree=True)
    assert await confirmed_on(today()) == frozenset()


@pytest.mark.usefixtures("database")
async def test_a_rule_without_a_number_is_confirmed_as_it_is() -> None:
    proposer, decider = await officers()
    await decide(decider, await propose(proposer, "test.row", proposal(value=99)), agree=True)
    assert (await confirmations_on(today()))["test.row"].value is None


@pytest.mark.usefixtures("database")
async def test_what_is_sure_needs_nobody() -> None:
    assert await number("evaluation.pass_mark", text("Pass mark"), STANDARDS.pass_mark, today()) == 60


_AGREED = st.builds(
    Agreed,
    st.sampled_from(["a", "b"]),
    st.dates(date(2026, 1, 1), date(2026, 1, 9)),
    st.booleans(),
    st.integers(0, 9),
    st.just("d"),
    st.just(""),
)


@given(st.lists(_AGREED, max_size=6), st.dates(date(2025, 12, 30), date(2026, 1, 12)))
def test_what_holds_on_a_day_is_the_newest_beginning_that_was_agreed_last(
    agreed: list[Agreed], day: date
) -> None:
    held = in_force(agreed, day)
    for parameter in "ab":
        begun = [
            (one.effective_from, at, one)
            for at, one in enumerate(agreed)
            if one.parameter == parameter and one.effective_from <= day
        ]
        newest = max(begun, key=lambda each: each[:2], default=None)
        expected = newest[2] if newest and not newest[2].withdraws else None
        assert held.get(parameter) == expected
