-- Versions of agreements, with their files.
CREATE TABLE agreement (
  id SERIAL NOT NULL,
  response_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  version SMALLINT NOT NULL,
  model TEXT NOT NULL,
  language TEXT NOT NULL,
  content JSONB NOT NULL,
  missing JSONB NOT NULL,
  made_by TEXT NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  docx BYTEA NOT NULL,
  pdf BYTEA NOT NULL,
  docx_sha256 TEXT NOT NULL,
  pdf_sha256 TEXT NOT NULL,
  CONSTRAINT pk_agreement PRIMARY KEY (id),
  CONSTRAINT ck_agreement_model CHECK (model IN ('loan', 'priced', 'public')),
  CONSTRAINT ck_agreement_made_by CHECK (made_by IN ('organisation', 'place')),
  CONSTRAINT ck_agreement_version CHECK (version > 0),
  CONSTRAINT ck_agreement_docx_sha256 CHECK (docx_sha256 = encode(sha256(docx), 'hex')),
  CONSTRAINT ck_agreement_pdf_sha256 CHECK (pdf_sha256 = encode(sha256(pdf), 'hex')),
  CONSTRAINT fk_agreement_response_id FOREIGN KEY(response_id) REFERENCES usage_response (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX uq_agreement_version ON agreement (response_id, version);
