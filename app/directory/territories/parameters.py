"""Codes of communes and EPCI that somebody asks for: there are such, or it is said which to use instead."""

from app.directory.common.france import ARRONDISSEMENTS
from app.directory.territories.former import former_communes
from app.platform.database.connection import Database

COMMUNES_NAMED = "SELECT code, name, type FROM commune WHERE code = ANY (%(codes)s)"
EPCI_NAMED = "SELECT FROM epci WHERE code = %(code)s"


def commune_problem(database: Database, code: str) -> str | None:
    """Return why places cannot be looked for in the commune of an INSEE code; None where they can.

    Nothing is filed under an arrondissement or a commune of former days. The commune that it belongs to is a
    wider question, which is not answered in its place: it is named.
    """
    today = ARRONDISSEMENTS.get(code) or former_communes().get(code)
    codes = [one for one in (code, today) if one is not None]
    known = {row[0]: row[1:] for row in database.fetch_all(COMMUNES_NAMED, {"codes": codes})}
    if known.get(code, ("", ""))[1] == "commune":
        return None
    if today is None:
        return f"There is no commune with the INSEE code {code}."
    named = f"{today} ({known[today][0]})" if today in known else today
    if code in ARRONDISSEMENTS:
        return f"{code} is a municipal arrondissement; places are in its commune: use {named}."
    return f"{code} is a commune of former days, which belongs to another today: use {named}."


def epci_problem(database: Database, code: str) -> str | None:
    """Return why places cannot be looked for in an EPCI; None where they can."""
    known = database.fetch_all(EPCI_NAMED, {"code": code})
    return None if known else f"There is no EPCI with the SIREN {code}."
