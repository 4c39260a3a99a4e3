-- Proposals, and terms of use of equipment as data.

CREATE TABLE proposal (
  id SERIAL NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT,
  subject_name TEXT NOT NULL,
  region_code TEXT,
  department_code TEXT,
  changes JSONB NOT NULL,
  accepted_fields TEXT[] DEFAULT '{}' NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  talk JSONB DEFAULT '[]' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  status TEXT DEFAULT 'new' NOT NULL,
  via TEXT DEFAULT 'page' NOT NULL,
  person_id INTEGER,
  address TEXT,
  language TEXT NOT NULL,
  submission BYTEA NOT NULL,
  follow_digests BYTEA[] NOT NULL,
  follow_until TIMESTAMP WITH TIME ZONE NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  decided_at TIMESTAMP WITH TIME ZONE,
  decided_by INTEGER,
  CONSTRAINT pk_proposal PRIMARY KEY (id),
  CONSTRAINT ck_proposal_kind CHECK (kind IN ('correction', 'closure', 'addition', 'need')),
  CONSTRAINT ck_proposal_status CHECK (status IN ('new', 'asked', 'answered', 'accepted', 'refused', 'withdrawn')),
  CONSTRAINT ck_proposal_via CHECK (via IN ('page', 'api')),
  CONSTRAINT ck_proposal_reason_length CHECK (length(reason) <= 2000),
  CONSTRAINT ck_proposal_changes CHECK (jsonb_typeof(changes) = 'object'),
  CONSTRAINT ck_proposal_talk CHECK (jsonb_typeof(talk) = 'array'),
  CONSTRAINT ck_proposal_decided_at CHECK ((decided_at IS NOT NULL) = (status IN ('accepted', 'refused', 'withdrawn'))),
  CONSTRAINT ck_proposal_address CHECK (address IS NULL OR decided_at IS NULL),
  CONSTRAINT fk_proposal_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL,
  CONSTRAINT fk_proposal_decided_by FOREIGN KEY(decided_by) REFERENCES person (id) ON DELETE SET NULL,
  CONSTRAINT uq_proposal_submission UNIQUE (submission)
);
CREATE INDEX ix_proposal_decided_by ON proposal (decided_by);
CREATE INDEX ix_proposal_follow_digests ON proposal USING gin (follow_digests);
CREATE INDEX ix_proposal_open ON proposal (created_at) WHERE status IN ('new', 'asked', 'answered');
CREATE INDEX ix_proposal_person_id ON proposal (person_id);
CREATE INDEX ix_proposal_subject_id ON proposal (subject_id);

ALTER TABLE equipment
  ADD COLUMN terms JSONB DEFAULT '{}' NOT NULL,
  ADD CONSTRAINT ck_equipment_terms CHECK (
    jsonb_typeof(terms) = 'object'
    AND terms - '{qualification,supervised,minimum_age,price_hour,price_half_day,price_day,consumables,out_of_order_until}'::text[] = '{}'
    AND jsonb_path_match(terms, '(!(exists($.supervised)) || $.supervised.type() == "boolean")
      && (!(exists($.minimum_age)) || $.minimum_age.type() == "number" && $.minimum_age >= 3 && $.minimum_age <= 18)
      && (!(exists($.price_hour)) || $.price_hour.type() == "number" && $.price_hour >= 0 && $.price_hour <= 100000)
      && (!(exists($.price_half_day)) || $.price_half_day.type() == "number" && $.price_half_day >= 0 && $.price_half_day <= 100000)
      && (!(exists($.price_day)) || $.price_day.type() == "number" && $.price_day >= 0 && $.price_day <= 100000)
      && (!(exists($.out_of_order_until)) || $.out_of_order_until.type() == "string" && $.out_of_order_until like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
      && (!(exists($.qualification)) || $.qualification.type() == "string" && ($.qualification == "none" || $.qualification == "training" || $.qualification == "accreditation"))
      && (!(exists($.consumables)) || $.consumables.type() == "string" && ($.consumables == "included" || $.consumables == "charged" || $.consumables == "own"))') IS TRUE
  );
