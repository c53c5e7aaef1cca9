-- The plan of a sweep: who shares a key with whom, found for everybody by one walk along both indexes instead of some
-- fifteen look-ups a person. Whoever reads it makes sure in the same statement that it still holds: the register stands as
-- it stood (epoch and its writer, who is another after every write and every undoing), and the person has the very keys
-- that were joined. Where it does not, the keys are looked up as ever; a plan can only be of no use, never wrong.
SET LOCAL ROLE yuzheng_keys;
CREATE TABLE screening_keys.plan (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch bigint NOT NULL,
  writer text NOT NULL,
  day date NOT NULL                                           -- bans that had run out by then are left out
);
CREATE TABLE screening_keys.planned (
  person_id uuid PRIMARY KEY,
  many bigint NOT NULL,                                       -- how many keys, and all of them by exclusive or
  mixed bigint NOT NULL,
  bans uuid[] NOT NULL
);

-- Both tables are emptied first; whoever still reads an older moment finds no plan.
CREATE FUNCTION screening_keys.make_plan(moment date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp SET work_mem = '128MB' AS $$
#variable_conflict use_column
BEGIN
  TRUNCATE plan, planned;
  WITH stood AS (
    INSERT INTO plan (epoch, writer, day) SELECT epoch, xmin::text, moment FROM ban_epoch
  ), hit AS (
    SELECT p.person_id, array_agg(DISTINCT b.ban_id) AS bans
      FROM person_key p JOIN ban_key b ON b.k = p.k JOIN ban ON ban.id = b.ban_id
     WHERE ban.term_until IS NULL OR ban.term_until >= moment GROUP BY p.person_id
  ), keyed AS (
    SELECT person_id, count(*) AS many, bit_xor(k) AS mixed FROM person_key GROUP BY person_id
  )
  INSERT INTO planned (person_id, many, mixed, bans)
  SELECT keyed.person_id, many, mixed, coalesce(bans, '{}') FROM keyed LEFT JOIN hit ON hit.person_id = keyed.person_id;
END $$;
CREATE FUNCTION screening_keys.drop_plan() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$ TRUNCATE plan, planned $$;
CREATE FUNCTION screening_keys.plan_holds(moment date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = screening_keys, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM plan JOIN ban_epoch e ON e.epoch = plan.epoch AND e.xmin::text = plan.writer WHERE plan.day = moment)
$$;

-- As `looked`, by the plan where it holds.
CREATE FUNCTION screening_keys.looked_up(people uuid[], moment date)
RETURNS TABLE (person_id uuid, live boolean, bans uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 500 SET search_path = screening_keys, public, pg_temp AS $$
#variable_conflict use_column
DECLARE named integer := (SELECT version FROM search_key WHERE state = 'live');
BEGIN
  IF NOT plan_holds(moment) THEN
    RETURN QUERY SELECT * FROM looked(people, moment);
    RETURN;
  END IF;
  RETURN QUERY SELECT s.person_id, s.live,
         CASE WHEN n.person_id IS NOT NULL THEN n.bans ELSE (SELECT l.bans FROM looked(ARRAY[s.person_id], moment) AS l) END
    FROM (SELECT p.person_id, coalesce(bool_or(p.key_version = named), false) AS live, count(*) AS many, bit_xor(p.k) AS mixed
            FROM person_key p WHERE p.person_id = ANY(people) GROUP BY p.person_id) AS s
    LEFT JOIN planned n ON n.person_id = s.person_id AND n.many = s.many AND n.mixed = s.mixed;
END $$;
REVOKE ALL ON FUNCTION screening_keys.make_plan(date), screening_keys.drop_plan(), screening_keys.plan_holds(date),
  screening_keys.looked_up(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION screening_keys.make_plan(date), screening_keys.drop_plan(), screening_keys.plan_holds(date),
  screening_keys.looked_up(uuid[], date) TO yuzheng_app;
RESET ROLE;
