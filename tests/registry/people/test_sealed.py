"""The database alone, without the keys, shows no document number and no telephone number."""

from __future__ import annotations

import asyncpg

from foundation.clock import today
from registry.consents.actions import NewConsent, record_consent
from registry.lookups.actions import seek, unmask
from registry.particulars.actions import Particulars, amend_particulars
from registry.people.actions import NewDocument, add_document, correct_document
from registry.people.queries import person as find_person
from registry.people.queries import public_id_of
from tests.people import citizen_number, person, persona

PHONE, NEXT_PHONE = "13812345678", "13987654321"


async def whole_database(connection: asyncpg.Connection) -> str:
    """Every row of every table, as `SELECT` and a dump would show it."""
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [await connection.fetch(f'SELECT t::text AS row FROM "{table[0]}" AS t') for table in tables]
    return "\n".join(row["row"] for of_table in rows for row in of_table)


def as_bytes(text: str) -> str:
    """How a bytea column would show it if it were stored in clear."""
    return text.encode().hex()


async def test_no_number_can_be_read_after_everything_that_touches_it(database: asyncpg.Connection) -> None:
    registrar = await persona("registrar")
    number, wrong, passport = citizen_number(), citizen_number(), "E98765432"
    person_id = await person(registrar, documents=[NewDocument("01", wrong)], phone=PHONE)
    public_id = await public_id_of(person_id)
    shown = await find_person(registrar, public_id)
    await correct_document(registrar, person_id, shown.documents[0].id, NewDocument("01", number), "看错")
    await add_document(registrar, person_id, NewDocument("08", passport), "新护照")
    await amend_particulars(registrar, person_id, Particulars(phone=NEXT_PHONE))
    await seek(registrar, "01", number)
    in_full = await unmask(registrar, public_id)
    await record_consent(
        registrar, person_id, NewConsent(kind="handling", given_on=today(), given_by="王小花")
    )
    assert {one.number for one in in_full.documents} == {number, passport}
    assert in_full.phone == NEXT_PHONE
    dump = await whole_database(database)
    assert public_id in dump, "the dump holds the person"
    for secret in (number, wrong, passport, PHONE, NEXT_PHONE, number[6:14] + number[14:]):
        assert secret not in dump
        assert as_bytes(secret) not in dump


async def test_the_same_number_never_looks_the_same_twice(database: asyncpg.Connection) -> None:
    from foundation.sealing import seal
    from registry.documents.queries import NUMBER_PLACE

    assert seal("369999", NUMBER_PLACE) != seal("369999", NUMBER_PLACE)
