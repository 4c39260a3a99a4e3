-- Vocabularies that the code mirrors here (`app/migrations/reference_rows.py`).

CREATE TABLE equipment_type (
  code text NOT NULL,
  parent_code text,
  label_fr text NOT NULL,
  label_en text NOT NULL,
  rank integer NOT NULL,
  CONSTRAINT pk_equipment_type PRIMARY KEY (code),
  CONSTRAINT fk_equipment_type_parent_code FOREIGN KEY (parent_code) REFERENCES equipment_type (code)
);
CREATE UNIQUE INDEX uq_equipment_type_number ON equipment_type (equipment_number(code));

CREATE TABLE programme (
  code text NOT NULL,
  name text NOT NULL,
  funder text NOT NULL,
  website text,
  CONSTRAINT pk_programme PRIMARY KEY (code)
);
