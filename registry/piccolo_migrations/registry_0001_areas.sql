CREATE TABLE area (
  code text PRIMARY KEY CHECK (code ~ '^[0-9]{6}$'),
  name text NOT NULL CHECK (name <> ''),
  parent_code text REFERENCES area (code) ON DELETE RESTRICT,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
  kind text NOT NULL
);

-- Codes that no longer name an area but remain inside identity numbers.
CREATE TABLE area_alias (
  code text PRIMARY KEY,
  current_code text REFERENCES area (code) ON DELETE RESTRICT,
  name text NOT NULL,
  note text NOT NULL DEFAULT ''
);
