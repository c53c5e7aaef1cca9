-- Search keys apart: in a schema of their own, owned by a role of their own. The application asks functions who shares
-- a key with whom; it cannot read the keys, which tell who shares a name and a birth date. (The two tables move here
-- in the migration certificates_0007, after the triggers that stand on them; the functions find them in either place.)
DO $$ BEGIN
  CREATE ROLE yuzheng_keys NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server has made it
END $$;
DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'yuzheng_keys', 'USAGE') THEN GRANT yuzheng_keys TO CURRENT_USER; END IF;
END $$;
CREATE SCHEMA screening_keys AUTHORIZATION yuzheng_keys;
GRANT USAGE ON SCHEMA screening_keys TO yuzheng_app;
GRANT USAGE ON SCHEMA public TO yuzheng_keys;
GRANT SELECT (id, status, term_until) ON ban TO yuzheng_keys;
GRANT SELECT, UPDATE ON ban_epoch TO yuzheng_keys;            -- its writes move the epoch like anybody's

SET LOCAL ROLE yuzheng_keys;

-- The versions of the HMAC key behind the search keys, by fingerprint. While one is joining, every write makes keys
-- of both; it goes live when both find the same people. Locks: 7002 shared by writers, exclusive for a change.
CREATE TABLE screening_keys.search_key (
  version integer PRIMARY KEY CHECK (version BETWEEN 1 AND 32767),
  fingerprint bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('joining', 'live', 'retired')),
  joined_at timestamptz NOT NULL,
  people_after uuid,                                          -- the last one filled, to go on from
  bans_after uuid,
  filled_at timestamptz,
  compared_at timestamptz,
  live_at timestamptz,
  retired_at timestamptz,
  dropped_at timestamptz,
  CONSTRAINT search_key_filled CHECK (compared_at IS NULL OR filled_at IS NOT NULL)
);
CREATE UNIQUE INDEX search_key_live ON screening_keys.search_key (state) WHERE state <> 'retired';
GRANT SELECT, UPDATE (people_after, bans_after, filled_at, compared_at, dropped_at) ON screening_keys.search_key TO yuzheng_app;

-- What a writer must know and does not; the first writer of an installation names the first version.
CREATE FUNCTION screening_keys.unknown_to(ring integer[], prints bytea[]) RETURNS integer[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
DECLARE latest integer := (SELECT max(v) FROM unnest(ring) AS v);
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7002);
  IF NOT EXISTS (SELECT 1 FROM search_key) THEN
    INSERT INTO search_key (version, fingerprint, state, joined_at, live_at)
    SELECT latest, prints[array_position(ring, latest)], 'live', clock_timestamp(), clock_timestamp()
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN ARRAY(SELECT version FROM search_key s WHERE state <> 'retired' AND NOT EXISTS (
    SELECT 1 FROM unnest(ring, prints) AS t (v, p) WHERE t.v = s.version AND t.p = s.fingerprint));
END $$;

-- Write the keys of these people; with `alone`, what they had besides goes. Nothing is written when a version is unknown.
CREATE FUNCTION screening_keys.put_people(
  whose uuid[], owners uuid[], ks bigint[], vs integer[], ss boolean[], ring integer[], prints bytea[], alone boolean
) RETURNS integer[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
DECLARE unknown integer[] := unknown_to(ring, prints);
BEGIN
  IF unknown <> '{}' THEN RETURN unknown; END IF;
  IF alone THEN
    DELETE FROM person_key h WHERE h.person_id = ANY(whose) AND NOT EXISTS (
      SELECT 1 FROM unnest(owners, ks, ss) AS t (o, k, s) WHERE t.o = h.person_id AND t.k = h.k AND t.s = h.strong);
  END IF;
  INSERT INTO person_key (k, key_version, person_id, strong)
  SELECT t.k, t.v, t.o, t.s FROM unnest(owners, ks, vs, ss) AS t (o, k, v, s)
   WHERE t.v IN (SELECT version FROM search_key WHERE state <> 'retired') ON CONFLICT DO NOTHING;
  RETURN unknown;
END $$;

CREATE FUNCTION screening_keys.put_bans(
  whose uuid[], owners uuid[], ks bigint[], vs integer[], ss boolean[], ring integer[], prints bytea[], alone boolean
) RETURNS integer[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
DECLARE unknown integer[] := unknown_to(ring, prints);
BEGIN
  IF unknown <> '{}' THEN RETURN unknown; END IF;
  IF NOT EXISTS (SELECT 1 FROM ban_key WHERE ban_id = ANY(whose)) THEN    -- as nearly always: nothing to look out for
    INSERT INTO ban_key (k, key_version, ban_id, strong)
    SELECT t.k, t.v, t.o, t.s FROM unnest(owners, ks, vs, ss) AS t (o, k, v, s)
     WHERE t.v IN (SELECT version FROM search_key WHERE state <> 'retired');
    RETURN unknown;
  END IF;
  IF alone THEN
    DELETE FROM ban_key h WHERE h.ban_id = ANY(whose) AND NOT EXISTS (
      SELECT 1 FROM unnest(owners, ks, ss) AS t (o, k, s) WHERE t.o = h.ban_id AND t.k = h.k AND t.s = h.strong);
  END IF;
  INSERT INTO ban_key (k, key_version, ban_id, strong)
  SELECT t.k, t.v, t.o, t.s FROM unnest(owners, ks, vs, ss) AS t (o, k, v, s)
   WHERE t.v IN (SELECT version FROM search_key WHERE state <> 'retired') ON CONFLICT DO NOTHING;
  RETURN unknown;
END $$;

-- An annulled ban loses its keys.
CREATE FUNCTION screening_keys.drop_ban(owner uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
  DELETE FROM ban_key WHERE ban_id = owner
$$;

-- Who shares a key with a ban. A ban that has run out matches nobody any more; its keys stay until it is lifted.
CREATE FUNCTION screening_keys.candidates(people uuid[], moment date) RETURNS TABLE (person_id uuid, ban_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = screening_keys, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT DISTINCT p.person_id, b.ban_id
    FROM person_key p JOIN ban_key b ON b.k = p.k JOIN ban ON ban.id = b.ban_id
   WHERE p.person_id = ANY(people) AND (ban.term_until IS NULL OR ban.term_until >= moment);
END $$;

CREATE FUNCTION screening_keys.people_of(entry uuid) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = screening_keys, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT p.person_id FROM ban_key b JOIN person_key p ON p.k = b.k WHERE b.ban_id = entry;
END $$;

-- Those of these people who can be found at all: by the version that is live.
CREATE FUNCTION screening_keys.keyed(people uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = screening_keys, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT p.person_id FROM person_key p
   WHERE p.person_id = ANY(people) AND p.key_version = (SELECT version FROM search_key WHERE state = 'live');
END $$;

-- Self-check: owners that lack a key they should have; bans with keys that should have none.
CREATE FUNCTION screening_keys.incomplete(owners uuid[], ks bigint[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
  SELECT DISTINCT t.owner FROM unnest(owners, ks) AS t (owner, k)
   WHERE NOT EXISTS (SELECT 1 FROM person_key p WHERE p.k = t.k AND p.person_id = t.owner)
     AND NOT EXISTS (SELECT 1 FROM ban_key b WHERE b.k = t.k AND b.ban_id = t.owner)
$$;
CREATE FUNCTION screening_keys.strays(searched text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
  SELECT DISTINCT k.ban_id FROM ban_key k JOIN ban ON ban.id = k.ban_id WHERE ban.status <> ALL (searched)
$$;

-- Each table of keys is found by its key and by its owner; an index that is not there, or not valid, is dead.
CREATE FUNCTION screening_keys.dead_indexes() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
BEGIN
  RETURN 4 - (SELECT count(DISTINCT (indrelid, indkey[0])) FROM pg_index
               WHERE indrelid IN ('person_key'::regclass, 'ban_key'::regclass) AND indkey[0] IN (1, 3)
                 AND indisvalid AND indisready AND indislive AND indpred IS NULL);
END $$;
-- Rows that lie in the tables and are not found by their index.
CREATE FUNCTION screening_keys.lost_rows(most integer) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = screening_keys, public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE lost bigint := 0; pages real;
BEGIN
  SELECT greatest(relpages, 1) INTO pages FROM pg_class WHERE oid = 'person_key'::regclass;
  SELECT count(*) INTO lost FROM (SELECT k, person_id FROM person_key TABLESAMPLE SYSTEM (least(100, 2000 / pages)) LIMIT most) s
   WHERE NOT EXISTS (SELECT 1 FROM person_key p WHERE p.k = s.k AND p.person_id = s.person_id);
  SELECT greatest(relpages, 1) INTO pages FROM pg_class WHERE oid = 'ban_key'::regclass;
  RETURN lost + (SELECT count(*) FROM (SELECT k, ban_id FROM ban_key TABLESAMPLE SYSTEM (least(100, 2000 / pages)) LIMIT most) s
   WHERE NOT EXISTS (SELECT 1 FROM ban_key b WHERE b.k = s.k AND b.ban_id = s.ban_id));
END $$;

-- Rotation: another version joins, is compared with the live one, takes its place; then the old keys go.
CREATE FUNCTION screening_keys.join_key(named integer, print bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7002);
  INSERT INTO search_key (version, fingerprint, state, joined_at) VALUES (named, print, 'joining', clock_timestamp());
END $$;

-- How many of these owners have another number of keys in one version than in the other, or other partners.
CREATE FUNCTION screening_keys.unequal(owners uuid[], one integer, other integer) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
  SELECT count(*) FROM (
    SELECT person_id FROM person_key WHERE person_id = ANY(owners) GROUP BY person_id
    HAVING count(*) FILTER (WHERE key_version = one) <> count(*) FILTER (WHERE key_version = other)
    UNION ALL
    SELECT ban_id FROM ban_key WHERE ban_id = ANY(owners) GROUP BY ban_id
    HAVING count(*) FILTER (WHERE key_version = one) <> count(*) FILTER (WHERE key_version = other)) AS t
$$;
CREATE FUNCTION screening_keys.disagreeing(entries uuid[], one integer, other integer) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
  SELECT count(*) FROM (
    SELECT person_id, ban_id FROM (
      SELECT DISTINCT p.person_id, b.ban_id, b.key_version FROM ban_key b JOIN person_key p ON p.k = b.k
       WHERE b.ban_id = ANY(entries) AND b.key_version IN (one, other)) AS pairs
     GROUP BY person_id, ban_id HAVING count(*) = 1) AS lonely
$$;
CREATE FUNCTION screening_keys.switch_key(named integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7002);
  IF NOT EXISTS (SELECT 1 FROM search_key WHERE version = named AND state = 'joining' AND compared_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a search key goes live when it finds the same people' USING ERRCODE = 'P0B05';
  END IF;
  UPDATE search_key SET state = 'retired', retired_at = clock_timestamp() WHERE state = 'live';
  UPDATE search_key SET state = 'live', live_at = clock_timestamp() WHERE version = named;
END $$;
CREATE FUNCTION screening_keys.abandon_key(named integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7002);
  UPDATE search_key SET state = 'retired', retired_at = clock_timestamp() WHERE version = named AND state = 'joining';
END $$;
CREATE FUNCTION screening_keys.drop_version(owners uuid[], named integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM search_key WHERE version = named AND state = 'retired') THEN
    RAISE EXCEPTION 'keys in use are not dropped' USING ERRCODE = 'P0B05';
  END IF;
  DELETE FROM person_key WHERE person_id = ANY(owners) AND key_version = named;
  IF EXISTS (SELECT 1 FROM ban_key WHERE ban_id = ANY(owners) AND key_version = named) THEN
    DELETE FROM ban_key WHERE ban_id = ANY(owners) AND key_version = named;
  END IF;
END $$;

-- The keys that another matcher would give the bans, while its trial lasts.
CREATE FUNCTION screening_keys.put_shadow(trial uuid, ks bigint[], bans uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
  INSERT INTO shadow_key (sweep_id, k, ban_id) SELECT trial, k, b FROM unnest(ks, bans) AS t (k, b) ON CONFLICT DO NOTHING
$$;
CREATE FUNCTION screening_keys.shadow_bans(trial uuid, ks bigint[]) RETURNS TABLE (k bigint, ban_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT s.k, s.ban_id FROM shadow_key s WHERE s.sweep_id = trial AND s.k = ANY(ks);
END $$;
CREATE FUNCTION screening_keys.drop_shadow(trial uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
  DELETE FROM shadow_key WHERE sweep_id = trial
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA screening_keys FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA screening_keys TO yuzheng_app;
RESET ROLE;

-- What the register found out about itself, and what an operator has to see. No personal data.
CREATE TABLE screening_self_check (
  name text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('good', 'failed', 'waiting')),
  said jsonb,
  checked_at timestamptz NOT NULL
);
CREATE TABLE screening_alarm (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  stops boolean NOT NULL,                                     -- nobody is screened and nothing issued meanwhile
  said jsonb NOT NULL,
  opened_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX screening_alarm_open ON screening_alarm (kind) WHERE ended_at IS NULL;
CREATE INDEX screening_alarm_times ON screening_alarm (opened_at DESC);
CREATE FUNCTION screening_alarm_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL OR (NEW.id, NEW.kind, NEW.stops, NEW.opened_at) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.stops, OLD.opened_at)
  THEN RAISE EXCEPTION 'an alarm is ended once and otherwise does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER screening_alarm_kept BEFORE UPDATE ON screening_alarm FOR EACH ROW EXECUTE FUNCTION screening_alarm_kept();

-- Why nobody may be screened at this moment by this matcher; NULL: they may.
CREATE FUNCTION screening_refusal(matcher text, moment timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN CASE
    WHEN EXISTS (SELECT 1 FROM matcher_live WHERE version <> matcher) THEN 'matcher'
    WHEN NOT EXISTS (SELECT 1 FROM ban_list WHERE refreshed_at + make_interval(hours => max_age_hours) >= moment) THEN 'stale'
    WHEN screening_keys.dead_indexes() <> 0 THEN 'index'
    ELSE (SELECT 'alarm ' || kind FROM screening_alarm WHERE stops AND ended_at IS NULL ORDER BY opened_at, kind LIMIT 1)
  END;
END $$;

-- No screening goes on record that the matcher in use did not make, or that was made while the register was not in
-- order. With the epoch, which another matcher moves, no certificate is issued on another matcher's word: it carries the
-- present epoch, and a screening of the present epoch was made by the matcher that is live.
CREATE FUNCTION screening_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE refusal text;
BEGIN
  SELECT min(screening_refusal(matcher_version, at)) INTO refusal
    FROM (SELECT matcher_version, min(at) AS at FROM made GROUP BY matcher_version) AS t;
  IF refusal IS NOT NULL THEN
    RAISE EXCEPTION 'nobody can be screened: %', refusal USING ERRCODE = 'P0B09';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER screening_allowed AFTER INSERT ON screening REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION screening_allowed();
CREATE TRIGGER a_bump BEFORE INSERT OR UPDATE ON matcher_live FOR EACH STATEMENT EXECUTE FUNCTION ban_bump();
