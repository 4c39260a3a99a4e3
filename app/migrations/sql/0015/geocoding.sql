-- Addresses that a geocoder has placed.

CREATE TABLE geocoded_address (
  query text NOT NULL,
  status text NOT NULL,
  label text,
  score double precision,
  result_type text,
  commune_code text,
  latitude double precision,
  longitude double precision,
  fetched_at timestamptz DEFAULT now() NOT NULL,
  CONSTRAINT pk_geocoded_address PRIMARY KEY (query),
  CONSTRAINT ck_geocoded_address_status CHECK (status IN ('ok', 'not-found', 'skipped')),
  CONSTRAINT ck_geocoded_address_position CHECK ((latitude IS NULL) = (longitude IS NULL))
);
