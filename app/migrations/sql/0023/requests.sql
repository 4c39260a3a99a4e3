-- Requests to use places, and the answer of each place.
CREATE TABLE usage_request (
  id SERIAL NOT NULL,
  organisation TEXT NOT NULL,
  contact TEXT NOT NULL,
  address TEXT NOT NULL,
  telephone TEXT,
  language TEXT NOT NULL,
  schedule JSONB NOT NULL,
  equipment_type TEXT,
  quantity SMALLINT NOT NULL,
  learners SMALLINT NOT NULL,
  level TEXT NOT NULL,
  supervision TEXT NOT NULL,
  message TEXT NOT NULL,
  status TEXT DEFAULT 'unconfirmed' NOT NULL,
  submission BYTEA NOT NULL,
  follow_digests BYTEA[] DEFAULT '{}' NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  sent_at TIMESTAMP WITH TIME ZONE,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_usage_request PRIMARY KEY (id),
  CONSTRAINT uq_usage_request_submission UNIQUE (submission),
  CONSTRAINT ck_usage_request_status CHECK (status IN ('unconfirmed', 'sent', 'withdrawn', 'expired')),
  CONSTRAINT ck_usage_request_sent_at CHECK (sent_at IS NOT NULL OR status IN ('unconfirmed', 'expired')),
  CONSTRAINT ck_usage_request_supervision CHECK (supervision IN ('own', 'place', 'unknown')),
  CONSTRAINT ck_usage_request_quantity CHECK (quantity BETWEEN 1 AND 200),
  CONSTRAINT ck_usage_request_learners CHECK (learners BETWEEN 1 AND 2000)
);
CREATE INDEX ix_usage_request_address ON usage_request (address);
CREATE INDEX ix_usage_request_follow_digests ON usage_request USING gin (follow_digests);
CREATE TABLE usage_response (
  id SERIAL NOT NULL,
  request_id INTEGER NOT NULL,
  place_id TEXT NOT NULL,
  place_name TEXT NOT NULL,
  status TEXT DEFAULT 'waiting' NOT NULL,
  reached TEXT,
  talk JSONB DEFAULT '[]' NOT NULL,
  schedule JSONB,
  reservation_id INTEGER,
  follow_digests BYTEA[] DEFAULT '{}' NOT NULL,
  reminders SMALLINT DEFAULT 0 NOT NULL,
  answered_at TIMESTAMP WITH TIME ZONE,
  decided_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_usage_response PRIMARY KEY (id),
  CONSTRAINT ck_usage_response_status CHECK (status IN ('waiting', 'asked', 'proposed', 'accepted', 'refused', 'withdrawn', 'expired')),
  CONSTRAINT ck_usage_response_reached CHECK (reached IN ('managers', 'published', 'nobody')),
  CONSTRAINT ck_usage_response_talk CHECK (jsonb_typeof(talk) = 'array'),
  CONSTRAINT ck_usage_response_schedule CHECK (status <> 'proposed' OR schedule IS NOT NULL),
  CONSTRAINT ck_usage_response_decided_at CHECK ((decided_at IS NOT NULL) = (status IN ('accepted', 'refused', 'withdrawn', 'expired'))),
  CONSTRAINT fk_usage_response_request_id FOREIGN KEY(request_id) REFERENCES usage_request (id) ON DELETE CASCADE,
  CONSTRAINT fk_usage_response_reservation_id FOREIGN KEY(reservation_id) REFERENCES reservation (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX uq_usage_response_place ON usage_response (request_id, place_id);
CREATE INDEX ix_usage_response_follow_digests ON usage_response USING gin (follow_digests);
CREATE INDEX ix_usage_response_place_id ON usage_response (place_id);
CREATE INDEX ix_usage_response_reservation_id ON usage_response (reservation_id);
ALTER TABLE one_time_code
  DROP CONSTRAINT ck_one_time_code_purpose,
  ADD CONSTRAINT ck_one_time_code_purpose CHECK (purpose IN ('sign_in', 'claim', 'request'));
