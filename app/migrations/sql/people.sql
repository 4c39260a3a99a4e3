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
