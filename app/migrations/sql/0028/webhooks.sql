-- Webhooks, what is to be delivered to them, and calendars that are read in by their address.
ALTER TABLE booking_calendar
  ADD COLUMN source_url TEXT,
  ADD COLUMN source_due_at TIMESTAMP WITH TIME ZONE,
  ADD COLUMN source_failure TEXT;
CREATE TABLE webhook (
  id SERIAL NOT NULL,
  person_id INTEGER NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  events TEXT[] NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_webhook PRIMARY KEY (id),
  CONSTRAINT ck_webhook_url CHECK (length(url) <= 2000),
  CONSTRAINT ck_webhook_events CHECK (
    events <@ '{booking.made,booking.changed,request.sent,request.answered}'::text[] AND cardinality(events) > 0
  ),
  CONSTRAINT fk_webhook_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);
CREATE INDEX ix_webhook_person_id ON webhook (person_id);
CREATE TABLE webhook_delivery (
  id SERIAL NOT NULL,
  webhook_id INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  content TEXT NOT NULL,
  status TEXT DEFAULT 'waiting' NOT NULL,
  attempts INTEGER DEFAULT 0 NOT NULL,
  error TEXT,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE NOT NULL,
  sent_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_webhook_delivery PRIMARY KEY (id),
  CONSTRAINT ck_webhook_delivery_status CHECK (status IN ('waiting', 'sent', 'failed')),
  CONSTRAINT fk_webhook_delivery_webhook_id FOREIGN KEY(webhook_id) REFERENCES webhook (id) ON DELETE CASCADE
);
CREATE INDEX ix_webhook_delivery_created_at ON webhook_delivery (created_at);
CREATE INDEX ix_webhook_delivery_due ON webhook_delivery (due_at) WHERE status = 'waiting';
CREATE INDEX ix_webhook_delivery_webhook_id ON webhook_delivery (webhook_id);
