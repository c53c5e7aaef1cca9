CREATE TABLE organisation (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  code text NOT NULL UNIQUE CHECK (code <> ''),            -- short name used on the command line and in files
  kind text NOT NULL CHECK (kind IN ('college', 'institution', 'evaluator', 'hrss', 'health_commission',
    'registration_authority', 'public_security', 'education', 'auditor', 'statistics', 'administration')),
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

CREATE INDEX organisation_name ON organisation (name text_pattern_ops);

-- One row per filing procedure of an institution (25号文); a new one begins only when the last was cancelled.
CREATE TABLE filing (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  status text NOT NULL CHECK (status IN ('registered', 'submitted', 'filed', 'change_submitted', 'cancelled')),
  registered_on date NOT NULL,                              -- the registering authority's push arrived (art. 6)
  registration_no text NOT NULL DEFAULT '',
  submitted_on date,
  papers text[] NOT NULL DEFAULT '{}',                      -- which scans were handed in (art. 8)
  returned_on date,
  returned_reason text,
  receipt_no text,
  filed_on date,                                            -- stays while a later change is looked at (art. 10)
  change_submitted_on date,
  change_summary text,
  cancelled_on date,
  cancelled_reason text,
  nonconforming_since date,                                 -- found later not to conform (art. 9)
  nonconforming_reason text,
  nonconforming_published_on date,
  nonconforming_until date,
  staff_on_duty integer NOT NULL DEFAULT 0 CHECK (staff_on_duty >= 0),
  carers integer NOT NULL DEFAULT 0 CHECK (carers >= 0),
  created_at timestamptz NOT NULL,
  CONSTRAINT filing_receipt CHECK (status NOT IN ('filed', 'change_submitted') OR (receipt_no IS NOT NULL AND filed_on IS NOT NULL)),
  CONSTRAINT filing_finding_has_reason CHECK (nonconforming_since IS NULL OR nonconforming_reason <> '')
);
CREATE INDEX filing_organisation ON filing (organisation_id, created_at DESC);
CREATE UNIQUE INDEX filing_one ON filing (organisation_id) WHERE status <> 'cancelled';
CREATE UNIQUE INDEX filing_receipt_no ON filing (receipt_no);
-- The filing officers' work list.
CREATE INDEX filing_waiting ON filing (status, submitted_on) WHERE status IN ('submitted', 'change_submitted');
