-- Which evaluator may issue which numbers (facts: 人社鉴发〔2019〕2号): positions 1-13 of every number.
CREATE TABLE evaluator_register (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  prefix text NOT NULL UNIQUE CHECK (prefix ~ '^[A-Z][0-9]{12}$'),
  valid_from date NOT NULL,
  valid_until date,
  created_at timestamptz NOT NULL
);
CREATE INDEX evaluator_register_organisation ON evaluator_register (organisation_id);

CREATE TABLE evaluator_scope (
  register_id uuid NOT NULL REFERENCES evaluator_register (id) ON DELETE RESTRICT,
  occupation_code text NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  PRIMARY KEY (register_id, occupation_code, level)
);

-- Serial numbers per prefix, year and level. Written before a number is used.
CREATE TABLE number_series (
  prefix text NOT NULL REFERENCES evaluator_register (prefix) ON DELETE RESTRICT,
  year smallint NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  last_serial integer NOT NULL CHECK (last_serial BETWEEN 0 AND 999999),
  PRIMARY KEY (prefix, year, level)
);

-- A series only goes up: no number is ever given twice.
CREATE FUNCTION number_series_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last_serial < OLD.last_serial THEN RAISE EXCEPTION 'a number series only goes up' USING ERRCODE = 'P0B08'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER number_series_up BEFORE UPDATE ON number_series FOR EACH ROW EXECUTE FUNCTION number_series_up();
