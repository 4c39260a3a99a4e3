CREATE TABLE list_mapping (
  list text NOT NULL,
  version integer NOT NULL,
  document text NOT NULL,
  kept_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT pk_list_mapping PRIMARY KEY (list, version)
);
