"""Takes a roster in at the command line: the same reading, comparing and enrolling as on the pages."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec

from foundation.actor import Actor
from foundation.database import fetch
from foundation.errors import Conflict, NotFound
from foundation.spreadsheets.reader import read_upload
from foundation.text import text
from training.cohorts.actions import ImportReceipt, compare_roster, confirm, own_cohort, preview
from training.cohorts.columns import HEADINGS
from training.cohorts.matching import Preview


class Imported(msgspec.Struct, frozen=True):
    """What the roster holds, and what was done with it; no receipt when nothing was to be done."""

    cohort: str
    rows: int
    preview: Preview
    receipt: ImportReceipt | None


async def import_file(
    actor: Actor, cohort_code: str | None, source: Path | bytes, *, dry_run: bool = False
) -> Imported:
    """Take a file in for a cohort of the actor's college; without a code, for its only open one.

    With `dry_run` nothing is kept, not even the upload. Raises `Invalid` when the file is no roster.
    """
    actor.require("training.cohort.import")
    public_id = await _cohort(actor, cohort_code)
    cohort = await own_cohort(actor, public_id)
    content = source if isinstance(source, bytes) else await asyncio.to_thread(source.read_bytes)
    sheet = await read_upload(content, HEADINGS)
    seen = await compare_roster(cohort, sheet)
    receipt = None
    if not dry_run:
        name = source.name if isinstance(source, Path) else "roster"
        receipt = await confirm(actor, await preview(actor, public_id, name, content))
    return Imported(cohort.name, len(sheet.rows), seen, receipt)


async def _cohort(actor: Actor, code: str | None) -> str:
    rows = await fetch(
        "SELECT public_id, code FROM cohort WHERE college_id = $1 AND ($2::text IS NULL OR code = $2)"
        " ORDER BY starts_on DESC, code",
        actor.organisation_id,
        code,
    )
    if not rows:
        raise NotFound(text("Your college has no such cohort."), remedy=text("Open the cohort first."))
    if len(rows) > 1:
        codes = "、".join(row["code"] for row in rows[:10])
        raise Conflict(text("Say which cohort the roster is for: {codes}.", codes=codes))
    return str(rows[0]["public_id"])
