-- The keys of a person or a ban are read from an index alone: going to the table for each key was half of a look-up.
-- Before the move of certificates_0007 the tables lie in public, afterwards apart.
SET LOCAL search_path = screening_keys, public;
DROP INDEX person_key_person;
CREATE INDEX person_key_person ON person_key (person_id) INCLUDE (k, key_version);
DROP INDEX ban_key_ban;
CREATE INDEX ban_key_ban ON ban_key (ban_id) INCLUDE (k);
RESET search_path;

-- Both questions of a screening in one reading of the keys: whom the version that is live can find, and who shares a key
-- with a ban in force. A ban that has run out matches nobody any more.
SET LOCAL ROLE yuzheng_keys;
CREATE FUNCTION screening_keys.looked(people uuid[], moment date)
RETURNS TABLE (person_id uuid, live boolean, bans uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 SET search_path = screening_keys, public, pg_temp AS $$
#variable_conflict use_column
DECLARE named integer := (SELECT version FROM search_key WHERE state = 'live');
BEGIN
  RETURN QUERY SELECT p.person_id, coalesce(bool_or(p.key_version = named), false), array_agg(DISTINCT b.ban_id) FILTER (WHERE ban.id IS NOT NULL)
    FROM person_key p LEFT JOIN ban_key b ON b.k = p.k
    LEFT JOIN ban ON ban.id = b.ban_id AND (ban.term_until IS NULL OR ban.term_until >= moment)
   WHERE p.person_id = ANY(people) GROUP BY p.person_id;
END $$;
REVOKE ALL ON FUNCTION screening_keys.looked(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION screening_keys.looked(uuid[], date) TO yuzheng_app;
RESET ROLE;
