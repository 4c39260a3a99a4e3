-- Searches and places that people follow by mail.
CREATE TABLE subscription (
  id SERIAL NOT NULL,
  address TEXT NOT NULL,
  language TEXT NOT NULL,
  kind TEXT NOT NULL,
  query TEXT NOT NULL,
  title TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  confirmed_at TIMESTAMP WITH TIME ZONE,
  told_until TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_subscription PRIMARY KEY (id),
  CONSTRAINT ck_subscription_kind CHECK (kind IN ('search', 'place')),
  CONSTRAINT uq_subscription_address_kind_query UNIQUE (address, kind, query)
);
CREATE TABLE subscription_link (
  secret_digest BYTEA NOT NULL,
  address TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_subscription_link PRIMARY KEY (secret_digest)
);
CREATE INDEX ix_subscription_link_address ON subscription_link (address);
