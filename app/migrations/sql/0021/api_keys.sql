-- Keys of the API, and the answers that are given again to who sends the same request twice.
CREATE TABLE api_key (
  id SERIAL NOT NULL,
  person_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  hint TEXT NOT NULL,
  digest BYTEA NOT NULL,
  scopes TEXT[] NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_used_at TIMESTAMP WITH TIME ZONE,
  ended_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_api_key PRIMARY KEY (id),
  CONSTRAINT uq_api_key_digest UNIQUE (digest),
  CONSTRAINT ck_api_key_scopes CHECK (scopes <@ '{read,propose,edit}'::text[]),
  CONSTRAINT fk_api_key_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);
CREATE INDEX ix_api_key_person_id ON api_key (person_id);
CREATE TABLE idempotent_reply (
  api_key_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  request_digest BYTEA NOT NULL,
  status INTEGER,
  headers JSONB,
  body TEXT,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_idempotent_reply PRIMARY KEY (api_key_id, key),
  CONSTRAINT fk_idempotent_reply_api_key_id FOREIGN KEY(api_key_id) REFERENCES api_key (id) ON DELETE CASCADE
);
CREATE INDEX ix_idempotent_reply_created_at ON idempotent_reply (created_at);
