"""Facts of a record that are compared, and how they are read from the database."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from psycopg import Cursor

from geo.geodesic import point_distance_m
from seeds.loading.duplicates.names import has_telling_words
from seeds.loading.duplicates.services import TOWN_HALL, names_a_town_hall, services_of
from seeds.loading.duplicates.streets import Street, is_one_street, read_street
from seeds.reading.normalise.text import fold

PRECISE = frozenset({"address", "street"})
"""Positions that tell one place from another; a commune's centroid is that of every place in it."""
PLATFORMS = (
    "facebook.com", "twitter.com", "x.com", "instagram.com", "linkedin.com", "google.com", "goo.gl", "bit.ly",
    "youtube.com", "wordpress.com", "blogspot.com", "wixsite.com", "jimdo.com", "over-blog.com",
    "helloasso.com",
    "fablab.fr", "fablabs.io", "openstreetmap.org", "linktr.ee", "sites.google.com", "meetup.com", "free.fr",
)  # fmt: skip
"""Hosts of everybody: only the whole address tells who it is."""
SECOND_LEVELS = frozenset({"asso.fr", "gouv.fr", "com.fr", "nom.fr", "business.site", "free.fr"})
"""Endings of hosts under which everybody registers a name of their own."""
SMALL_TOWN = 20_000
"""Inhabitants."""
SHORTEST_SITE_NAME = 6
"""Letters from which a website's host that spells a name means it."""
_OF_A_TOWN = re.compile(r"^(?:ville|mairie|commune)-?(?:de-)?|-?(?:ville|mairie)$")
_QUERY = """
SELECT place.id, place.source, place.source_record_id, place.licence, place.name, place.address, place.city,
       place.commune_code, commune.name, ST_X(place.position::geometry), ST_Y(place.position::geometry),
       place.position_precision, place.siret, place.telephone, place.website, department.name, place.list,
       place.kind, commune.population
FROM third_place AS place
LEFT JOIN commune ON commune.code = place.commune_code
LEFT JOIN department ON department.code = place.department_code
"""


@dataclass(frozen=True)
class PlaceFacts:
    """One record, as the rules look at it. Degrees, WGS 84."""

    id: int
    source: str
    source_record_id: str
    licence: str
    name: str
    address: str | None = None
    city: str | None = None
    commune_code: str | None = None
    commune: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    precision: str | None = None
    siret: str | None = None
    telephone: str | None = None
    website: str | None = None
    department: str | None = None
    list: str = ""
    kind: str | None = None
    population: int | None = None
    """Of the commune."""

    @property
    def publication(self) -> tuple[str, str]:
        """The list it stands in: what one publisher keeps, and is not expected to hold a place twice."""
        return self.source, self.list

    @property
    def key(self) -> tuple[str, str]:
        """Key that identifies the record whatever the order of imports."""
        return self.source, self.source_record_id

    @property
    def is_precise(self) -> bool:
        """Whether the position says more than the commune."""
        return self.precision in PRECISE

    @cached_property
    def town(self) -> str:
        """The names of the commune and the département, as well as they are known."""
        return " ".join(filter(None, (self.commune, self.city, self.department)))

    @cached_property
    def host(self) -> str | None:
        """The host of the website, without `www.`."""
        if self.website is None:
            return None
        return (urlsplit(self.website).hostname or "").removeprefix("www.") or None

    @cached_property
    def page(self) -> str | None:
        """Key of the website: its host; on a platform, and on the town's own, its whole address."""
        if self.website is None or self.host is None:
            return None
        is_shared = any(self.host == one or self.host.endswith(f".{one}") for one in PLATFORMS)
        if not is_shared and not self._is_of_the_town(self.host):
            return self.host
        path = urlsplit(self.website).path.strip("/").lower()
        return f"{self.host}/{path}" if path else None

    def _is_of_the_town(self, host: str) -> bool:
        """Whether a host is the commune's own: that of its town hall and of all that it runs."""
        towns = {fold(name).replace(" ", "") for name in (self.commune, self.city) if name}
        label = _OF_A_TOWN.sub("", host.rpartition(".")[0].rpartition(".")[2]).replace("-", "")
        return label in towns

    @cached_property
    def domain(self) -> str | None:
        """The name under which its website's host was registered: `cantine.example.org` is `example.org`."""
        if self.host is None or self.page != self.host:
            return None
        labels = self.host.split(".")
        parts = 3 if ".".join(labels[-2:]) in SECOND_LEVELS else 2
        return ".".join(labels[-parts:])

    @cached_property
    def street(self) -> Street:
        """House number and street, as they are compared."""
        return read_street(self.address)

    @cached_property
    def services(self) -> frozenset[str]:
        """The public services that it says it is: its name, or its address where the name tells nothing."""
        by_name = services_of(self.name, self.kind)
        if by_name or has_telling_words(self.name, self.town):
            return by_name
        if names_a_town_hall(self.name, self.commune or ""):
            return frozenset({TOWN_HALL})
        return services_of(self.address or "", None)

    @cached_property
    def site_names(self) -> frozenset[str]:
        """The words of its website's host that may be a name: `le-phare.example` is `lephare`."""
        if self.host is None or self.page != self.host:
            return frozenset()
        labels = (label.replace("-", "") for label in self.host.split(".")[:-1])
        return frozenset(label for label in labels if len(label) >= SHORTEST_SITE_NAME)

    @property
    def is_in_small_town(self) -> bool:
        """Whether its commune is so small that one telling word in two names hardly means two places."""
        return self.population is not None and self.population < SMALL_TOWN


def distance_m(left: PlaceFacts, right: PlaceFacts) -> float | None:
    """Return the geodesic distance in metres, or None where a position is only the commune's centroid."""
    if not (left.is_precise and right.is_precise):
        return None
    if left.longitude is None or left.latitude is None or right.longitude is None or right.latitude is None:
        return None
    return point_distance_m(left.longitude, left.latitude, right.longitude, right.latitude)


def same_address(left: PlaceFacts, right: PlaceFacts) -> bool | None:
    """Return whether both are at one house number of one street; None where that cannot be told."""
    is_one = is_one_street(left.street, right.street)
    if is_one is None or not left.street.numbers or not right.street.numbers:
        return None
    return is_one and bool(left.street.numbers & right.street.numbers)


def read_near(cursor: Cursor, ids: Collection[int]) -> Iterator[PlaceFacts]:
    """Read the records of these ids, and all others that lie near one or share something that identifies.

    Near: in the same commune, or less than about two kilometres away.
    """
    cursor.execute(
        f"""
        WITH touched AS (
          SELECT place.*, floor(ST_X(position::geometry) / 0.02)::int AS x,
            floor(ST_Y(position::geometry) / 0.02)::int AS y
          FROM third_place AS place WHERE id = ANY (%(ids)s)
        ), cell AS (
          SELECT DISTINCT touched.x + dx AS x, touched.y + dy AS y
          FROM touched, generate_series(-1, 1) AS dx, generate_series(-1, 1) AS dy
          WHERE position_precision <> 'commune_centroid'
        )
        {_QUERY}
        WHERE place.commune_code IN (SELECT commune_code FROM touched)
          OR place.siret IN (SELECT siret FROM touched)
          OR place.telephone IN (SELECT telephone FROM touched)
          OR place.website IN (SELECT website FROM touched)
          OR place.id = ANY (%(ids)s)
          OR (
            floor(ST_X(place.position::geometry) / 0.02)::int,
            floor(ST_Y(place.position::geometry) / 0.02)::int
          ) IN (SELECT x, y FROM cell)
        ORDER BY place.source, place.source_record_id
        """,  # noqa: S608 - our own text
        {"ids": list(ids)},
    )
    return (PlaceFacts(*row) for row in cursor.fetchall())


def read_all(cursor: Cursor) -> list[PlaceFacts]:
    """Read every record."""
    return [PlaceFacts(*row) for row in cursor.execute(_QUERY)]
