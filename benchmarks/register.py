"""A register of many certificates, made by SQL in a database of its own."""

from __future__ import annotations

import asyncpg

COUNT = 200_000

#: Without the triggers and references of issuing: what is measured is looking up.
_FILL = """
ALTER TABLE certificate DISABLE TRIGGER USER;
DO $$ DECLARE link record; BEGIN
  FOR link IN SELECT conrelid::regclass AS owner, conname FROM pg_constraint
    WHERE contype = 'f' AND conrelid IN ('certificate'::regclass, 'organisation'::regclass)
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', link.owner, link.conname); END LOOP;
END $$;
INSERT INTO organisation (id, public_id, code, kind, name, uscc, area_code, created_at)
  VALUES (md5('e')::uuid, 'e', 'e', 'evaluator', '江西示例托育职业技能评价中心', NULL, '360100', now());
INSERT INTO certificate (id, public_id, number, person_id, batch_id, entry_id, evaluator_id, organisation_id,
  area_code, occupation_code, level, standard_edition, holder_name, issued_on, status, content_sealed,
  content_sha256, token_hash, check_code_hash, screening_id, screened_epoch, screened_identity_version,
  pdf_sha256, reserved_at, issued_at)
SELECT md5('c' || i)::uuid, 'c' || i, 'S000036000001264' || lpad(i::text, 6, '0'), md5('p' || i)::uuid,
  md5('b')::uuid, md5('n' || i)::uuid, md5('e')::uuid, md5('e')::uuid, '360100', '4-10-01-03', 4, '2021',
  substr('王李张刘陈杨赵黄周吴', i % 10 + 1, 1) || substr('小芳秀英敏静丽娟艳霞', i / 10 % 10 + 1, 1) || '花',
  current_date - i % 900, 'issued', decode(repeat(md5(i::text), 20), 'hex'), sha256('x'),
  sha256(secret(i)::bytea), sha256('y'), md5('s')::uuid, 1, 1, sha256('z'), now(), now()
  FROM generate_series(1, {count}) i;
INSERT INTO certificate_hold (certificate_id, kind)
  SELECT md5('c' || i)::uuid, 'officer' FROM generate_series(1, {count}, 50) i;
UPDATE ban_list SET refreshed_at = now();
"""
#: The same 22 signs that a QR code would carry, from a number.
_SIGNS = """
CREATE FUNCTION pg_temp.secret(i integer) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT rtrim(translate(encode(decode(md5('secret' || i), 'hex'), 'base64'), '+/', '-_'), '=') $$
"""


async def fill(url: str, count: int = COUNT) -> tuple[list[str], list[str]]:
    """Fill the migrated database at `url`; 20,000 QR codes' secrets in random order, and whose they are."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_SIGNS)
        await connection.execute(
            _FILL.replace("{count}", str(count)).replace("secret(i)", "pg_temp.secret(i)")
        )
        await connection.execute("VACUUM ANALYZE certificate, certificate_hold, organisation")
        rows = await connection.fetch(
            "SELECT pg_temp.secret(i), 'c' || i FROM generate_series(1, $1) i"
            " ORDER BY md5(i::text) LIMIT 20000",
            count,
        )
    finally:
        await connection.close()
    return [row[0] for row in rows], [row[1] for row in rows]
