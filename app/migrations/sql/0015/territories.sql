-- Régions, départements, EPCI and communes.

CREATE TABLE region (
  seat text NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  population integer,
  centroid geography(Point, 4326),
  outline geometry(MultiPolygon, 4326),
  drawing geometry(MultiPolygon, 4326),
  CONSTRAINT pk_region PRIMARY KEY (code)
);

CREATE TABLE department (
  seat text NOT NULL,
  region_code text NOT NULL,
  timezone text NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  population integer,
  centroid geography(Point, 4326),
  outline geometry(MultiPolygon, 4326),
  drawing geometry(MultiPolygon, 4326),
  CONSTRAINT pk_department PRIMARY KEY (code),
  CONSTRAINT fk_department_region_code FOREIGN KEY (region_code) REFERENCES region (code)
);
CREATE INDEX ix_department_region_code ON department (region_code);

CREATE TABLE epci (
  code text NOT NULL,
  name text NOT NULL,
  population integer,
  centroid geography(Point, 4326),
  tile_key bigint GENERATED ALWAYS AS (tile_key(centroid)) STORED,
  tile_column integer GENERATED ALWAYS AS (mercator_column(centroid)) STORED,
  tile_row integer GENERATED ALWAYS AS (mercator_row(centroid)) STORED,
  CONSTRAINT pk_epci PRIMARY KEY (code)
);
CREATE INDEX ix_epci_tile_key ON epci (tile_key);
CREATE INDEX ix_epci_code_c ON epci (code COLLATE "C");

CREATE TABLE commune (
  type text NOT NULL,
  parent_code text,
  postcodes text[] DEFAULT '{}' NOT NULL,
  department_code text,
  region_code text,
  epci_code text,
  search_name text GENERATED ALWAYS AS (fold(name)) STORED NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  population integer,
  centroid geography(Point, 4326),
  tile_key bigint GENERATED ALWAYS AS (tile_key(centroid)) STORED,
  tile_column integer GENERATED ALWAYS AS (mercator_column(centroid)) STORED,
  tile_row integer GENERATED ALWAYS AS (mercator_row(centroid)) STORED,
  CONSTRAINT pk_commune PRIMARY KEY (code),
  CONSTRAINT ck_commune_type CHECK (type IN ('commune', 'arrondissement')),
  CONSTRAINT fk_commune_parent_code FOREIGN KEY (parent_code) REFERENCES commune (code),
  CONSTRAINT fk_commune_department_code FOREIGN KEY (department_code) REFERENCES department (code),
  CONSTRAINT fk_commune_region_code FOREIGN KEY (region_code) REFERENCES region (code),
  CONSTRAINT fk_commune_epci_code FOREIGN KEY (epci_code) REFERENCES epci (code)
);
CREATE INDEX ix_commune_centroid ON commune USING gist (centroid);
CREATE INDEX ix_commune_department_code ON commune (department_code);
CREATE INDEX ix_commune_epci_code ON commune (epci_code);
CREATE INDEX ix_commune_postcodes ON commune USING gin (postcodes);
CREATE INDEX ix_commune_region_code ON commune (region_code);
CREATE INDEX ix_commune_search_name ON commune USING gin (search_name gin_trgm_ops);
CREATE INDEX ix_commune_search_prefix ON commune (search_name text_pattern_ops);
CREATE INDEX ix_commune_tile_key ON commune (tile_key);
CREATE INDEX ix_commune_code_c ON commune (code COLLATE "C");
CREATE INDEX ix_commune_plane ON commune USING gist ((centroid::geometry));
