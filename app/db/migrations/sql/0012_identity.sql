-- Whose record it is: the list of a publisher, in a source that many may fill. Identifiers of such records begin
-- with it; those that did not yet, get it, and keep the public id that was given out.
ALTER TABLE third_place ADD COLUMN list text NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN list text NOT NULL DEFAULT '';

UPDATE third_place SET list = split_part(source_record_id, ':', 1)
WHERE source IN ('funded-equipment', 'mednum-equipment');
UPDATE organisation SET list = split_part(source_record_id, ':', 1) WHERE source = 'survey';

UPDATE third_place AS place SET list = said.list, source_record_id = said.list || ':' || source_record_id
FROM (
  SELECT id, replace(fold(standard ->> 'source'), ' ', '-') AS list FROM third_place
  WHERE source IN ('mediation-numerique', 'data-inclusion')
) AS said
WHERE said.id = place.id AND said.list <> '';
