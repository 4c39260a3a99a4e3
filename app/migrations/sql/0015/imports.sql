-- Sources, runs of imports, and the state of the directory as a whole.

CREATE TABLE directory_state (
  id integer DEFAULT 1 NOT NULL,
  version integer DEFAULT 0 NOT NULL,
  content text DEFAULT 'empty' NOT NULL,
  changed_at timestamptz DEFAULT now() NOT NULL,
  CONSTRAINT pk_directory_state PRIMARY KEY (id),
  CONSTRAINT ck_directory_state_single_row CHECK (id = 1),
  CONSTRAINT ck_directory_state_content CHECK (content IN ('empty', 'demonstration', 'published'))
);

CREATE TABLE data_source (
  name text NOT NULL,
  title text NOT NULL,
  publisher text NOT NULL,
  licence text NOT NULL,
  attribution text NOT NULL,
  address text,
  trust integer NOT NULL,
  dated text,
  CONSTRAINT pk_data_source PRIMARY KEY (name),
  CONSTRAINT ck_data_source_licence CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed'))
);

CREATE TABLE source_list (
  source text NOT NULL,
  list text NOT NULL,
  title text,
  publisher text,
  licence text,
  CONSTRAINT pk_source_list PRIMARY KEY (source, list),
  CONSTRAINT ck_source_list_licence CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed'))
);

CREATE TABLE source_download (
  source text NOT NULL,
  address text NOT NULL,
  etag text,
  last_modified text,
  sha256 bytea NOT NULL,
  size bigint NOT NULL,
  fetched_at timestamptz DEFAULT now() NOT NULL,
  checked_at timestamptz DEFAULT now() NOT NULL,
  CONSTRAINT pk_source_download PRIMARY KEY (source, address)
);

CREATE TABLE import_run (
  id serial NOT NULL,
  source text NOT NULL,
  file_name text NOT NULL,
  file_hash bytea NOT NULL,
  status text DEFAULT 'running' NOT NULL,
  started_at timestamptz DEFAULT now() NOT NULL,
  finished_at timestamptz,
  rows_read integer DEFAULT 0 NOT NULL,
  created integer DEFAULT 0 NOT NULL,
  updated integer DEFAULT 0 NOT NULL,
  unchanged integer DEFAULT 0 NOT NULL,
  refused integer DEFAULT 0 NOT NULL,
  vanished integer DEFAULT 0 NOT NULL,
  merged integer DEFAULT 0 NOT NULL,
  remarks jsonb DEFAULT '{}' NOT NULL,
  error text,
  CONSTRAINT pk_import_run PRIMARY KEY (id),
  CONSTRAINT ck_import_run_status CHECK (status IN ('running', 'succeeded', 'failed'))
);
CREATE INDEX ix_import_run_source_started_at ON import_run (source, started_at);

CREATE TABLE rejected_record (
  id serial NOT NULL,
  import_run_id integer NOT NULL,
  line_number integer,
  code text NOT NULL,
  reason text NOT NULL,
  record json NOT NULL,
  CONSTRAINT pk_rejected_record PRIMARY KEY (id),
  CONSTRAINT fk_rejected_record_import_run_id FOREIGN KEY (import_run_id)
    REFERENCES import_run (id) ON DELETE CASCADE
);
CREATE INDEX ix_rejected_record_import_run_id ON rejected_record (import_run_id);

INSERT INTO directory_state DEFAULT VALUES;
