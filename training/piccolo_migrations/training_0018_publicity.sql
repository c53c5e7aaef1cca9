-- 公示: the last day that was announced may become later, by a corrected calendar, and never earlier.
CREATE FUNCTION evaluation_session_publicity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a publicity under way is never shortened' USING ERRCODE = 'P0B01';
END $$;
CREATE TRIGGER evaluation_session_publicity BEFORE UPDATE ON evaluation_session
  FOR EACH ROW WHEN (OLD.status = 'publicised' AND NEW.status IN ('publicised', 'confirmed')
    AND (NEW.publicised_until IS NULL OR NEW.publicised_until < OLD.publicised_until
         OR NEW.publicised_from IS DISTINCT FROM OLD.publicised_from))
  EXECUTE FUNCTION evaluation_session_publicity();
