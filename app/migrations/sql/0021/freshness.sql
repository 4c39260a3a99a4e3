-- When who runs a place last confirmed it stands in the listings, and reminders ask once a year.
DROP FUNCTION IF EXISTS compose_third_places(bigint[], boolean);
DROP VIEW IF EXISTS collection_third_place;
ALTER TABLE third_place_listing ADD COLUMN confirmed_at timestamptz;
ALTER TABLE third_place_licence_listing ADD COLUMN confirmed_at timestamptz;
CREATE INDEX ix_third_place_listing_confirmed_at ON third_place_listing (confirmed_at)
  WHERE confirmed_at IS NOT NULL;
CREATE TABLE place_reminder (
  id SERIAL NOT NULL,
  person_id INTEGER NOT NULL,
  secret_digest BYTEA NOT NULL,
  sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_place_reminder PRIMARY KEY (id),
  CONSTRAINT uq_place_reminder_secret_digest UNIQUE (secret_digest),
  CONSTRAINT fk_place_reminder_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);
CREATE INDEX ix_place_reminder_person_id_sent_at ON place_reminder (person_id, sent_at);
