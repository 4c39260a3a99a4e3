-- Features of projects, offers of support and grants, as the changes told them last.
CREATE TABLE told_feature (
  resource text NOT NULL,
  public_id text COLLATE "C" NOT NULL,
  source text NOT NULL,
  licence text NOT NULL,
  feature text NOT NULL,
  CONSTRAINT pk_told_feature PRIMARY KEY (resource, public_id)
);
ALTER TABLE directory_change
  DROP CONSTRAINT ck_directory_change_resource,
  ADD CONSTRAINT ck_directory_change_resource
    CHECK (resource IN ('third-places', 'organisations', 'projects', 'support-offers', 'grants'));

-- A grant of a beneficiary without any number is kept where its name is that of a place.
ALTER TABLE public_grant DROP CONSTRAINT ck_public_grant_beneficiary, ADD COLUMN confirmed_place text;
CREATE INDEX ix_public_grant_confirmed_place ON public_grant (confirmed_place) WHERE confirmed_place IS NOT NULL;
CREATE INDEX ix_third_place_listing_siret ON third_place_listing (siret);
ALTER TABLE proposal
  DROP CONSTRAINT ck_proposal_kind,
  ADD CONSTRAINT ck_proposal_kind CHECK (kind IN ('correction', 'closure', 'addition', 'need', 'grant')),
  DROP CONSTRAINT ck_proposal_via,
  ADD CONSTRAINT ck_proposal_via CHECK (via IN ('page', 'api', 'import'));

-- Columns that are not at the end cannot be added to a view that is there.
DROP VIEW IF EXISTS grant_listing;
