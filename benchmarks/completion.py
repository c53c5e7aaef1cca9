"""A million learning records: how far everybody is, asked set-wise and person by person in the same run.

    make bench-completion                 exits with 1 when the answers differ or the set is not faster enough
    python -m benchmarks.completion --people 2000 --records 100

Ten thousand made-up trainees of a hundred cohorts with a hundred records each, results and exemptions among
them, in a database of its own. Wall time, on whatever the machine else does: the two are asked in turns.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
import uuid
from pathlib import Path
from statistics import median

import asyncpg
import click

from curricula.outlines.data import OUTLINES
from foundation.database import close_pool, open_pool
from foundation.migrations import migrate
from foundation.postgres import start_embedded, stop_embedded
from training.learning.queries import completions

#: How much faster the set has to be than one person after the other.
TARGET = 4.0
#: So many people are asked for one by one in each round.
_SINGLY = 300
_ROUNDS = 5
_OUTLINE = OUTLINES["TY-BYRY", "2021"]
#: Without references: people, accounts and offices are not what is measured.
_FILL = """
ALTER TABLE course_module DISABLE TRIGGER USER;
DO $$ DECLARE link record; BEGIN
  FOR link IN SELECT conrelid::regclass AS owner, conname FROM pg_constraint
    WHERE contype = 'f' AND conrelid IN (
    'organisation'::regclass, 'course'::regclass, 'course_version'::regclass, 'cohort'::regclass,
    'enrolment'::regclass, 'learning_record'::regclass, 'module_result'::regclass,
    'exemption'::regclass)
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', link.owner, link.conname); END LOOP;
END $$;
INSERT INTO organisation (id, public_id, code, kind, name, uscc, area_code, created_at)
  VALUES (md5('o')::uuid, 'o', 'o', 'college', '示例院校', NULL, '360100', now());
INSERT INTO course (id, public_id, college_id, code, title, outline_code, occupation_code, level, created_at)
  VALUES (md5('k')::uuid, 'k', md5('o')::uuid, 'k', '保育师四级', 'TY-BYRY', '4-10-01-03', 4, now());
INSERT INTO course_version (id, course_id, number, outline_edition, status, published_at, created_at)
  VALUES (md5('v')::uuid, md5('k')::uuid, 1, '2021', 'published', now(), now());
INSERT INTO cohort (id, public_id, college_id, code, name, course_version_id, starts_on, ends_on, created_at)
  SELECT md5('c' || c)::uuid, 'c' || c, md5('o')::uuid, 'c' || c, '班' || c, md5('v')::uuid,
         '2025-01-01', '2026-12-31', now() FROM generate_series(0, 99) c;
INSERT INTO enrolment
  (id, public_id, person_id, cohort_id, college_id, student_no, status, enrolled_on, created_at)
  SELECT md5('e' || i)::uuid, 'e' || i, md5('p' || i)::uuid, md5('c' || i % 100)::uuid, md5('o')::uuid,
         'S' || i, 'active', '2025-01-01', now() FROM generate_series(1, {people}) i;
INSERT INTO learning_record (id, enrolment_id, module_code, hours, held_on, source, entered_by, entered_at)
  SELECT gen_random_uuid(), md5('e' || i)::uuid, (ARRAY[{codes}])[1 + (i + r) % {modules}],
         0.5 + (i * r) % 4 * 0.5, date '2025-01-01' + r, 'sheet', md5('a')::uuid, now()
    FROM generate_series(1, {people}) i, generate_series(1, {records}) r;
INSERT INTO module_result (id, enrolment_id, module_code, score, passed, held_on, entered_by, entered_at)
  SELECT gen_random_uuid(), md5('e' || i)::uuid, 'B-T6', i % 101, i % 101 >= 60, '2025-06-01',
         md5('a')::uuid, now() FROM generate_series(1, {people}, 2) i;
INSERT INTO exemption
  (id, public_id, enrolment_id, kind, module_code, hours, learnt_at, learnt_on, evidence, status, proposed_by,
   proposed_at, decided_by, decided_at)
  SELECT gen_random_uuid(), 'x' || i, md5('e' || i)::uuid, 'transfer', 'B-T3', 6, '示例', '2024-06-01',
         '证明', 'approved', md5('a')::uuid, now(), md5('b')::uuid, now()
    FROM generate_series(1, {people}, 10) i;
"""
_MODULE = """
INSERT INTO course_module
  (id, course_version_id, position, code, title, kind, hours, outline_module, pass_mark)
VALUES (gen_random_uuid(), md5('v')::uuid, $1, $2, $3, $4, $5, $2, $6)
"""


async def fill(url: str, people: int, records: int) -> list[uuid.UUID]:
    """Fill the migrated database; the enrolments in random order."""
    codes = ", ".join(f"'{one.code}'" for one in _OUTLINE.modules)
    script = _FILL.replace("{people}", str(people)).replace("{records}", str(records))
    script = script.replace("{codes}", codes).replace("{modules}", str(len(_OUTLINE.modules)))
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(script)
        for at, one in enumerate(_OUTLINE.modules, 1):
            mark = 60 if one.code == "B-T6" else None
            await connection.execute(_MODULE, at, one.code, one.zh, one.kind, one.hours, mark)
        await connection.execute(
            "VACUUM ANALYZE learning_record, module_result, exemption, enrolment, cohort"
        )
        rows = await connection.fetch("SELECT id FROM enrolment ORDER BY md5(public_id)")
    finally:
        await connection.close()
    return [row["id"] for row in rows]


async def measure(everybody: list[uuid.UUID]) -> tuple[list[float], list[float], bool]:
    """People per second, set-wise and singly, round by round; whether both said the same."""
    chance = random.Random(20260718)  # noqa: S311 - which people are asked for singly, the same each time
    together, singly, same = [], [], True
    await completions(everybody[:100])
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        whole = await completions(everybody)
        together.append(len(everybody) / (time.perf_counter() - begun))
        some = chance.sample(everybody, min(_SINGLY, len(everybody)))
        begun = time.perf_counter()
        alone = {one: (await completions([one]))[one] for one in some}
        singly.append(len(some) / (time.perf_counter() - begun))
        same = same and all(whole[one] == found for one, found in alone.items())
    return together, singly, same


async def run(url: str, people: int, records: int) -> bool:
    """Fill, measure, say the figures; whether the target is met."""
    await migrate(url)
    everybody = await fill(url, people, records)
    await open_pool(url, size=2)
    try:
        together, singly, same = await measure(everybody)
    finally:
        await close_pool()
    factor = median(together) / median(singly)
    whole, single = median(together), median(singly)
    said = "equal" if same else "NOT EQUAL"
    click.echo(f"{people * records:,} learning records of {people:,} trainees, {_ROUNDS} rounds in turns")
    click.echo(f"set-wise          {whole:>8,.0f} people per second, {people / whole:.2f} s for all")
    click.echo(f"person by person  {single:>8,.0f} people per second, {people / single:.1f} s for all")
    click.echo(f"{factor:.1f} times as fast (target {TARGET:g}); the answers are {said}")
    return same and factor >= TARGET


@click.command()
@click.option("--people", default=10_000, show_default=True)
@click.option("--records", default=100, show_default=True, help="Learning records of each trainee.")
def main(people: int, records: int) -> None:
    """Measure, say the figures, and fail below the target."""
    with tempfile.TemporaryDirectory(prefix="yz", dir="/tmp") as folder:
        url = start_embedded(Path(folder) / "data", durable=False)
        try:
            met = asyncio.run(run(url, people, records))
        finally:
            stop_embedded(Path(folder) / "data")
    sys.exit(not met)


if __name__ == "__main__":
    main()
