-- The feature service reads the listings: its own tables go, and what only they held is the listings' now.
DROP TRIGGER IF EXISTS keep_collection_insert ON third_place_listing;
DROP TRIGGER IF EXISTS keep_collection_update ON third_place_listing;
DROP TRIGGER IF EXISTS keep_collection_delete ON third_place_listing;
DROP TRIGGER IF EXISTS keep_collection_insert ON organisation_listing;
DROP TRIGGER IF EXISTS keep_collection_update ON organisation_listing;
DROP TRIGGER IF EXISTS keep_collection_delete ON organisation_listing;
DROP TRIGGER IF EXISTS keep_collection_update ON equipment_type;
DROP TABLE collection_third_place, collection_equipment, collection_organisation;
DROP FUNCTION IF EXISTS keep_collection(), collect_third_places(bigint[]), collect_organisations(bigint[]);
DROP FUNCTION IF EXISTS compose_third_places(bigint[], boolean);
DROP VIEW IF EXISTS third_place_under_licence;

-- Written anew at the end of the upgrade. Texts stay in their rows as they are: to press them costs more than room.
TRUNCATE third_place_listing, third_place_licence_listing, organisation_listing;

ALTER TABLE third_place_listing
  ADD COLUMN opening_hours text,
  ADD COLUMN telephone text,
  ADD COLUMN description text,
  ADD COLUMN equipment_types text[] NOT NULL,
  ADD COLUMN award_count integer NOT NULL,
  ADD COLUMN source_names text[] NOT NULL,
  ADD COLUMN same_as text[] NOT NULL,
  ADD COLUMN collection_tail text NOT NULL,
  SET (toast_tuple_target = 8160);
ALTER TABLE third_place_licence_listing
  ADD COLUMN opening_hours text,
  ADD COLUMN telephone text,
  ADD COLUMN description text,
  ADD COLUMN equipment_types text[] NOT NULL,
  ADD COLUMN award_count integer NOT NULL,
  ADD COLUMN source_names text[] NOT NULL,
  ADD COLUMN same_as text[] NOT NULL,
  ADD COLUMN collection_tail text NOT NULL,
  SET (toast_tuple_target = 8160);
ALTER TABLE organisation_listing
  ADD COLUMN need_types text[] NOT NULL,
  ADD COLUMN source_names text[] NOT NULL,
  ADD COLUMN collection_tail text NOT NULL,
  SET (toast_tuple_target = 8160);

CREATE TABLE equipment_listing (
  third_place_id integer NOT NULL,
  type_code text NOT NULL,
  equipment_id integer NOT NULL,
  public_id text COLLATE "C" NOT NULL,
  CONSTRAINT pk_equipment_listing PRIMARY KEY (third_place_id, type_code),
  CONSTRAINT uq_equipment_listing_public_id UNIQUE (public_id),
  CONSTRAINT fk_equipment_listing_third_place_id FOREIGN KEY (third_place_id)
    REFERENCES third_place_listing (third_place_id) ON DELETE CASCADE,
  CONSTRAINT fk_equipment_listing_type_code FOREIGN KEY (type_code) REFERENCES equipment_type (code),
  CONSTRAINT fk_equipment_listing_equipment_id FOREIGN KEY (equipment_id)
    REFERENCES equipment (id) ON DELETE CASCADE
);
CREATE INDEX ix_equipment_listing_equipment_id ON equipment_listing (equipment_id);
CREATE INDEX ix_equipment_listing_type_code_public_id ON equipment_listing (type_code, public_id);
