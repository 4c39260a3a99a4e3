-- What can be booked, and bookings: PostgreSQL itself refuses two that overlap.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE bookable (
  id SERIAL NOT NULL,
  place_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  equipment_type TEXT,
  name TEXT NOT NULL,
  units SMALLINT DEFAULT 1 NOT NULL,
  seats SMALLINT,
  opening_hours TEXT,
  lead_minutes INTEGER DEFAULT 0 NOT NULL,
  longest_minutes INTEGER,
  buffer_minutes INTEGER DEFAULT 0 NOT NULL,
  is_sure BOOLEAN DEFAULT false NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_bookable PRIMARY KEY (id),
  CONSTRAINT ck_bookable_kind CHECK (kind IN ('equipment', 'room')),
  CONSTRAINT ck_bookable_equipment_type CHECK ((equipment_type IS NULL) = (kind = 'room')),
  CONSTRAINT ck_bookable_units CHECK (units BETWEEN 1 AND 200),
  CONSTRAINT ck_bookable_seats CHECK (seats BETWEEN 1 AND 2000),
  CONSTRAINT ck_bookable_opening_hours CHECK (length(opening_hours) <= 500),
  CONSTRAINT ck_bookable_minutes CHECK (lead_minutes >= 0 AND longest_minutes > 0 AND buffer_minutes BETWEEN 0 AND 1440)
);
CREATE INDEX ix_bookable_place_id ON bookable (place_id);
CREATE TABLE reservation (
  id SERIAL NOT NULL,
  uid TEXT NOT NULL,
  sequence INTEGER DEFAULT 0 NOT NULL,
  bookable_id INTEGER NOT NULL,
  quantity SMALLINT NOT NULL,
  title TEXT NOT NULL,
  learners SMALLINT,
  person_id INTEGER,
  held_until TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_reservation PRIMARY KEY (id),
  CONSTRAINT uq_reservation_uid UNIQUE (uid),
  CONSTRAINT ck_reservation_quantity CHECK (quantity BETWEEN 1 AND 200),
  CONSTRAINT ck_reservation_title CHECK (length(title) <= 120),
  CONSTRAINT fk_reservation_bookable_id FOREIGN KEY(bookable_id) REFERENCES bookable (id),
  CONSTRAINT fk_reservation_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL
);
CREATE INDEX ix_reservation_bookable_id ON reservation (bookable_id);
CREATE INDEX ix_reservation_person_id ON reservation (person_id);
CREATE TABLE booking (
  id SERIAL NOT NULL,
  reservation_id INTEGER NOT NULL,
  occurrence SMALLINT NOT NULL,
  bookable_id INTEGER NOT NULL,
  unit SMALLINT NOT NULL,
  during TSTZRANGE NOT NULL,
  taken TSTZRANGE NOT NULL,
  status TEXT NOT NULL,
  CONSTRAINT pk_booking PRIMARY KEY (id),
  CONSTRAINT ck_booking_status CHECK (status IN ('held', 'confirmed', 'cancelled')),
  CONSTRAINT ck_booking_during CHECK (
    NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during) AND during <@ taken
  ),
  CONSTRAINT fk_booking_reservation_id FOREIGN KEY(reservation_id) REFERENCES reservation (id) ON DELETE CASCADE,
  CONSTRAINT fk_booking_bookable_id FOREIGN KEY(bookable_id) REFERENCES bookable (id),
  CONSTRAINT ex_booking_overlap EXCLUDE USING gist (bookable_id WITH =, unit WITH =, taken WITH &&)
    WHERE (status IN ('held', 'confirmed'))
);
CREATE UNIQUE INDEX uq_booking_unit ON booking (reservation_id, occurrence, unit);
CREATE TABLE booking_calendar (
  place_id TEXT NOT NULL,
  feed_digest BYTEA,
  read_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_booking_calendar PRIMARY KEY (place_id),
  CONSTRAINT uq_booking_calendar_feed_digest UNIQUE (feed_digest)
);
CREATE TABLE busy_time (
  id SERIAL NOT NULL,
  place_id TEXT NOT NULL,
  during TSTZRANGE NOT NULL,
  CONSTRAINT pk_busy_time PRIMARY KEY (id)
);
CREATE INDEX ix_busy_time_place_id_during ON busy_time USING gist (place_id, during);
ALTER TABLE api_key
  DROP CONSTRAINT ck_api_key_scopes,
  ADD CONSTRAINT ck_api_key_scopes CHECK (scopes <@ '{read,propose,edit,book}'::text[]);
