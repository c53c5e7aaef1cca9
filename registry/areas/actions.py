"""Writing the areas into the database, where foreign keys and reports need them."""

from __future__ import annotations

from foundation.database import execute, transaction
from registry.areas.data import AREAS, HISTORICAL_CODES

_UPSERT_AREAS = """
INSERT INTO area (code, name, parent_code, level, kind)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::text[])
ON CONFLICT (code) DO UPDATE
   SET (name, parent_code, level, kind) = (excluded.name, excluded.parent_code, excluded.level, excluded.kind)
 WHERE (area.name, area.parent_code, area.level, area.kind)
       IS DISTINCT FROM (excluded.name, excluded.parent_code, excluded.level, excluded.kind)
"""
_UPSERT_ALIASES = """
INSERT INTO area_alias (code, current_code, name, note)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
ON CONFLICT (code) DO UPDATE
   SET (current_code, name, note) = (excluded.current_code, excluded.name, excluded.note)
 WHERE (area_alias.current_code, area_alias.name, area_alias.note)
       IS DISTINCT FROM (excluded.current_code, excluded.name, excluded.note)
"""


async def load() -> None:
    """Bring the tables up to the files beside the code; doing it again changes nothing."""
    areas = sorted(AREAS.values(), key=lambda area: area.level)
    former = list(HISTORICAL_CODES.values())
    async with transaction():
        await execute(
            _UPSERT_AREAS,
            [area.code for area in areas],
            [area.name for area in areas],
            [area.parent_code or None for area in areas],
            [area.level for area in areas],
            [area.kind for area in areas],
        )
        await execute(
            _UPSERT_ALIASES,
            [old.code for old in former],
            [old.current_code for old in former],
            [old.name for old in former],
            [f"{old.note} ({old.ended})" for old in former],
        )
