-- The search keys move into their own schema, with the triggers that stand on them (screening_0005).
ALTER TABLE person_key SET SCHEMA screening_keys;
ALTER TABLE ban_key SET SCHEMA screening_keys;
ALTER TABLE shadow_key SET SCHEMA screening_keys;
REVOKE ALL ON screening_keys.person_key, screening_keys.ban_key, screening_keys.shadow_key FROM yuzheng_app;
ALTER TABLE screening_keys.person_key OWNER TO yuzheng_keys;
ALTER TABLE screening_keys.ban_key OWNER TO yuzheng_keys;
ALTER TABLE screening_keys.shadow_key OWNER TO yuzheng_keys;

-- As before, with the keys in their new place: of the version that is live.
CREATE OR REPLACE FUNCTION screened_now(holder uuid, at_epoch bigint, at_identity integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE current_epoch bigint; current_identity integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7001);
  SELECT epoch INTO current_epoch FROM ban_epoch FOR SHARE;
  IF at_epoch IS DISTINCT FROM current_epoch THEN
    RAISE EXCEPTION 'stale screening: the ban list has changed' USING ERRCODE = 'P0B02';
  END IF;
  SELECT identity_version INTO current_identity FROM person WHERE id = holder FOR SHARE;
  IF at_identity IS DISTINCT FROM current_identity THEN
    RAISE EXCEPTION 'stale screening: the identity has changed' USING ERRCODE = 'P0B02';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM screening_keys.keyed(ARRAY[holder])) THEN
    RAISE EXCEPTION 'the person cannot be screened' USING ERRCODE = 'P0B04';
  END IF;
  IF EXISTS (SELECT 1 FROM match WHERE person_id = holder AND state IN ('open', 'proposed', 'confirmed')) THEN
    RAISE EXCEPTION 'a match is not resolved' USING ERRCODE = 'P0B04';
  END IF;
END $$;

-- As before, and: keys written anew for a ban hold nobody whom its other strong keys had named already, for that pair
-- was held, or ruled out by two persons, then. It writes as its owner, who may read the keys.
GRANT SELECT ON screening_keys.person_key, screening_keys.ban_key TO CURRENT_USER;
CREATE OR REPLACE FUNCTION ban_retro() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, screening_keys, pg_temp AS $$
BEGIN
  INSERT INTO certificate_hold (certificate_id, kind, ban_id)
  SELECT DISTINCT c.id, 'ban', n.ban_id
    FROM new_keys n JOIN person_key p ON p.k = n.k JOIN certificate c ON c.person_id = p.person_id
   WHERE n.strong AND p.strong AND c.status = 'issued'
     AND NOT EXISTS (SELECT 1 FROM ban_key o JOIN person_key q ON q.k = o.k
                      WHERE o.ban_id = n.ban_id AND o.strong AND q.strong AND q.person_id = p.person_id
                        AND o.k NOT IN (SELECT k FROM new_keys))
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION ban_retro() FROM PUBLIC;
