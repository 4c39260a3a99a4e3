"""Licences that a record may carry: codes, names, addresses, and which may be mixed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LicenceFact:
    """A licence that was confirmed."""

    code: str
    name: str
    url: str


LICENCE_FACTS: tuple[LicenceFact, ...] = (
    LicenceFact("LO-2.0", "Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    LicenceFact("ODbL-1.0", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    LicenceFact("MIT", "MIT", "https://opensource.org/license/mit"),
    LicenceFact("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.fr"),
)
UNCONFIRMED = "unconfirmed"
LICENCES: tuple[str, ...] = (*(fact.code for fact in LICENCE_FACTS), UNCONFIRMED)
STRICTEST_FIRST = (UNCONFIRMED, "ODbL-1.0", "LO-2.0", "MIT", "CC0-1.0")
"""Order in which the stricter licence of two records is that of what is made of both."""
MIXABLE = ("LO-2.0", "MIT", "CC0-1.0")
"""Licences under which values of several sources may stand in one record, each source named."""
