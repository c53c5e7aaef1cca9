CREATE TABLE organisation (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  code text NOT NULL UNIQUE CHECK (code <> ''),            -- short name used on the command line and in files
  kind text NOT NULL CHECK (kind IN ('college', 'institution', 'evaluator', 'hrss', 'health_commission',
    'registration_authority', 'public_security', 'education', 'audit', 'administration')),
  name text NOT NULL CHECK (name <> ''),
  name_en text NOT NULL DEFAULT '',
  uscc text UNIQUE CHECK (length(uscc) = 18),                                     -- GB 32100; authorities may have none on record
  area_code text NOT NULL REFERENCES area (code) ON DELETE RESTRICT,
  registration_kind text NOT NULL DEFAULT '',               -- 事业单位 / 社会服务机构 / 企业 / 个体 …
  service_modes text[] NOT NULL DEFAULT '{}',
  inclusive boolean NOT NULL DEFAULT false,                 -- 普惠
  address text NOT NULL DEFAULT '',
  phone text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  closed_at timestamptz
);
-- Officers list the organisations below their area (LIKE '3601%').
CREATE INDEX organisation_area ON organisation (area_code text_pattern_ops, kind);

-- One row per filing procedure of an institution; the newest one is in force.
CREATE TABLE filing (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  status text NOT NULL CHECK (status IN ('draft', 'registered', 'submitted', 'filed', 'change_submitted', 'cancelled')),
  registered_on date,
  submitted_on date,
  receipt_no text,
  filed_on date,
  cancelled_on date,
  nonconforming_since date,                                 -- found later not to conform (25号文 art. 9)
  nonconforming_reason text,
  nonconforming_until date,
  staff_on_duty integer NOT NULL DEFAULT 0 CHECK (staff_on_duty >= 0),
  carers integer NOT NULL DEFAULT 0 CHECK (carers >= 0),
  created_at timestamptz NOT NULL,
  CHECK (status <> 'filed' OR (receipt_no IS NOT NULL AND filed_on IS NOT NULL))
);
CREATE INDEX filing_organisation ON filing (organisation_id, created_at DESC);
