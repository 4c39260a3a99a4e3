CREATE TABLE territory_figure (
  level text NOT NULL,
  code text NOT NULL,
  day date NOT NULL,
  method integer NOT NULL,
  figures jsonb NOT NULL,
  CONSTRAINT pk_territory_figure PRIMARY KEY (level, code, day),
  CONSTRAINT ck_territory_figure_level CHECK (level IN ('country', 'region', 'department', 'epci'))
);
