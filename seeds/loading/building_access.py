"""Loads what acceslibre knows of buildings; which place it is of is looked up when it is read."""

import json

from psycopg import Cursor

from app.directory.building_access.addresses import named_by
from app.directory.common.public_ids import public_id
from seeds.loading.feature_table import FeatureRow, FeatureTable
from seeds.loading.features import FeatureLoader
from seeds.loading.feed import Counts, Feed
from seeds.loading.grants import NOWHERE
from seeds.loading.staging import Column
from seeds.reading.records import BuildingAccessRecord

PREFIX = "ab"
TABLE = FeatureTable(
    name="building_access",
    columns=(
        Column("public_id"),
        Column("siret"),
        Column("page"),
        Column("address"),
        Column("commune_code"),
        Column("facts", "jsonb"),
    ),
    children=(),
    is_located=False,
)


class BuildingAccessLoader:
    """Takes the records of one source."""

    def __init__(self, cursor: Cursor, feed: Feed) -> None:
        self._feed = feed
        self._features = FeatureLoader(cursor, TABLE, feed)

    def add(self, record: BuildingAccessRecord) -> tuple[str, ...]:
        """Stage a record and return the remarks on it."""
        key = record.source_record_id
        self._features.add(
            FeatureRow(
                source_record_id=key,
                located=NOWHERE,
                values=(
                    public_id(PREFIX, self._feed.source, key),
                    record.siret,
                    named_by(record.address).page,
                    record.address,
                    record.commune_code,
                    json.dumps(record.facts, ensure_ascii=False, sort_keys=True),
                ),
            )
        )
        return record.remarks

    def keep(self, source_record_id: str) -> None:
        """Leave an earlier version of a record that is refused this time."""
        self._features.keep(source_record_id)

    def finish(self) -> Counts:
        """Write what differs."""
        return self._features.finish()
