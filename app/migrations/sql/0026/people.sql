ALTER TABLE person
  ADD COLUMN siret TEXT,
  ADD CONSTRAINT ck_person_siret CHECK (siret ~ '^([0-9]{14})?$');

CREATE TABLE person_identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  person_id INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_person_identity PRIMARY KEY (issuer, subject),
  CONSTRAINT fk_person_identity_person_id FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
);
CREATE INDEX ix_person_identity_person_id ON person_identity (person_id);

CREATE TABLE place_relay (
  third_place_id INTEGER NOT NULL,
  since TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_place_relay PRIMARY KEY (third_place_id),
  CONSTRAINT fk_place_relay_third_place_id FOREIGN KEY (third_place_id) REFERENCES third_place (id) ON DELETE CASCADE
);

CREATE INDEX ix_equipment_out_of_order ON equipment ((terms ->> 'out_of_order_until'))
  WHERE terms ? 'out_of_order_until';

-- Its columns change: `sql/current/` writes it anew.
DROP VIEW IF EXISTS collection_equipment;

-- What somebody typed while their session had ended, until they are back.
CREATE TABLE kept_form (
  secret_digest BYTEA NOT NULL,
  path TEXT NOT NULL,
  fields JSONB NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_kept_form PRIMARY KEY (secret_digest)
);
CREATE INDEX ix_kept_form_created_at ON kept_form (created_at);

ALTER TABLE place_report
  DROP CONSTRAINT ck_place_report_kind,
  ADD CONSTRAINT ck_place_report_kind CHECK (
    kind IN ('closed', 'position', 'hours', 'equipment', 'equipment_gone', 'access', 'contact', 'duplicate', 'other')
  );
