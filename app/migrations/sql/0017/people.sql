-- People: who signed in, their sessions, what they manage, and mail.

CREATE TABLE outbox_message (
  id SERIAL NOT NULL,
  message_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  recipient TEXT NOT NULL,
  language TEXT NOT NULL,
  subject TEXT NOT NULL,
  content JSONB NOT NULL,
  can_wait BOOLEAN NOT NULL,
  status TEXT DEFAULT 'waiting' NOT NULL,
  attempts INTEGER DEFAULT '0' NOT NULL,
  error TEXT,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  sent_at TIMESTAMP WITH TIME ZONE,
  unsubscribe_digest BYTEA,
  CONSTRAINT pk_outbox_message PRIMARY KEY (id),
  CONSTRAINT ck_outbox_message_status CHECK (status IN ('waiting', 'sending', 'sent', 'doubtful', 'failed', 'expired')),
  CONSTRAINT uq_outbox_message_message_id UNIQUE (message_id)
);
CREATE INDEX ix_outbox_message_due ON outbox_message (due_at) WHERE status = 'waiting';
CREATE INDEX ix_outbox_message_recipient ON outbox_message (recipient);
CREATE INDEX ix_outbox_message_unsubscribe_digest ON outbox_message (unsubscribe_digest);
CREATE TABLE mail_refusal (
  address TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_mail_refusal PRIMARY KEY (address)
);
CREATE TABLE person (
  id SERIAL NOT NULL,
  address TEXT NOT NULL,
  language TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  signed_in_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_person PRIMARY KEY (id),
  CONSTRAINT uq_person_address UNIQUE (address)
);
CREATE TABLE session (
  id SERIAL NOT NULL,
  person_id INTEGER NOT NULL,
  token_digest BYTEA NOT NULL,
  browser TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_session PRIMARY KEY (id),
  CONSTRAINT fk_session_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE,
  CONSTRAINT uq_session_token_digest UNIQUE (token_digest)
);
CREATE INDEX ix_session_expires_at ON session (expires_at);
CREATE INDEX ix_session_person_id ON session (person_id);
CREATE TABLE one_time_code (
  id SERIAL NOT NULL,
  purpose TEXT NOT NULL,
  subject TEXT NOT NULL,
  address TEXT NOT NULL,
  request_digest BYTEA NOT NULL,
  link_digest BYTEA NOT NULL,
  code_digest BYTEA NOT NULL,
  next_path TEXT NOT NULL,
  tries INTEGER DEFAULT '0' NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_one_time_code PRIMARY KEY (id),
  CONSTRAINT ck_one_time_code_purpose CHECK (purpose IN ('sign_in', 'claim')),
  CONSTRAINT ck_one_time_code_tries CHECK (tries BETWEEN 0 AND 5),
  CONSTRAINT uq_one_time_code_request_digest UNIQUE (request_digest),
  CONSTRAINT uq_one_time_code_link_digest UNIQUE (link_digest)
);
CREATE INDEX ix_one_time_code_address ON one_time_code (address);
CREATE INDEX ix_one_time_code_expires_at ON one_time_code (expires_at);
CREATE TABLE place_manager (
  id SERIAL NOT NULL,
  third_place_id INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  status TEXT NOT NULL,
  proof TEXT NOT NULL,
  message TEXT DEFAULT '' NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  decided_at TIMESTAMP WITH TIME ZONE,
  decided_by INTEGER,
  ended_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_place_manager PRIMARY KEY (id),
  CONSTRAINT ck_place_manager_status CHECK (status IN ('pending', 'active', 'refused', 'ended')),
  CONSTRAINT ck_place_manager_proof CHECK (proof IN ('domain', 'published_address', 'moderator', 'named')),
  CONSTRAINT fk_place_manager_third_place_id FOREIGN KEY(third_place_id) REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_place_manager_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE,
  CONSTRAINT fk_place_manager_decided_by FOREIGN KEY(decided_by) REFERENCES person (id) ON DELETE SET NULL
);
CREATE INDEX ix_place_manager_pending ON place_manager (created_at) WHERE status = 'pending';
CREATE INDEX ix_place_manager_person_id ON place_manager (person_id);
CREATE INDEX ix_place_manager_third_place_id ON place_manager (third_place_id);
CREATE UNIQUE INDEX uq_place_manager_current ON place_manager (third_place_id, person_id) WHERE status IN ('pending', 'active');
CREATE TABLE moderator (
  person_id INTEGER NOT NULL,
  level TEXT NOT NULL,
  code TEXT NOT NULL,
  CONSTRAINT pk_moderator PRIMARY KEY (person_id, level, code),
  CONSTRAINT ck_moderator_level CHECK (level IN ('region', 'department')),
  CONSTRAINT fk_moderator_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);
CREATE TABLE place_confirmation (
  id SERIAL NOT NULL,
  third_place_id INTEGER NOT NULL,
  person_id INTEGER,
  confirmed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_place_confirmation PRIMARY KEY (id),
  CONSTRAINT fk_place_confirmation_third_place_id FOREIGN KEY(third_place_id) REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_place_confirmation_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL
);
CREATE INDEX ix_place_confirmation_person_id ON place_confirmation (person_id);
CREATE INDEX ix_place_confirmation_third_place_id_confirmed_at ON place_confirmation (third_place_id, confirmed_at);

-- Whoever sent a report sees what became of it.
ALTER TABLE place_report
  ADD COLUMN follow_digest BYTEA,
  ADD CONSTRAINT uq_place_report_follow_digest UNIQUE (follow_digest);
