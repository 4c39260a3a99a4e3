"""Places for benchmarks: around real towns, with common and rare equipment, the same at every run."""

import random

import psycopg

from app.db.database import libpq_url
from seeds.demo.geography import towns

COMMON = ("computer", "internet", "wifi", "printer", "meeting_room")
USUAL = ("printer_3d", "laser_cutter", "scanner", "projector", "training_room")
RARE = ("vr_headset", "recording_studio")
SHARES = ((COMMON, 0.5), (USUAL, 0.1), (RARE, 0.005))
SEED = 20260101


def fill(url: str, count: int) -> None:
    """Insert `count` places into a migrated database and write their listings."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    seats = [town for town in towns() if town.latitude > 40]
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute("SET LOCAL proxilieux.defer_listing = on")
        columns = (
            "public_id, name, kind, position, position_precision,"
            " source, source_record_id, licence, content_hash"
        )
        with connection.cursor().copy(f"COPY third_place ({columns}) FROM STDIN") as copy:
            for number in range(count):
                town = chance.choice(seats)
                longitude = town.longitude + chance.gauss(0, 0.2)
                latitude = town.latitude + chance.gauss(0, 0.15)
                point = f"SRID=4326;POINT({longitude:.6f} {latitude:.6f})"
                name = f"Lieu de mesure {number}"
                copy.write_row(
                    (
                        f"tl-{number:08}",
                        name,
                        "fablab",
                        point,
                        "address",
                        "demo",
                        str(number),
                        "CC0-1.0",
                        b"-",
                    )
                )
        identifiers = connection.execute("SELECT id FROM third_place ORDER BY id").fetchall()
        with connection.cursor().copy(
            "COPY equipment (third_place_id, type_code, quantity) FROM STDIN"
        ) as copy:
            for (identifier,) in identifiers:
                for code in _equipment(chance):
                    copy.write_row((identifier, code, chance.randint(1, 12)))
        connection.execute("SELECT refresh_third_place_listing()")
        connection.execute("UPDATE directory_state SET content = 'demonstration'")
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _equipment(chance: random.Random) -> list[str]:
    return [code for codes, share in SHARES for code in codes if chance.random() < share]
