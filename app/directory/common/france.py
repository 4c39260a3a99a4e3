"""The 18 régions and 101 départements, and what follows from a territory's code.

Plain facts (official codes, names, chefs-lieux, time zones), written out by hand for this project and covered
by its licence.
"""

import re
from dataclasses import dataclass

METROPOLITAN_TIMEZONE = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class RegionFact:
    """A région; `seat` is the INSEE code of its chef-lieu."""

    code: str
    name: str
    seat: str


@dataclass(frozen=True, slots=True)
class DepartmentFact:
    """A département; `seat` is the INSEE code of the commune of its prefecture."""

    code: str
    name: str
    region_code: str
    seat: str
    timezone: str = METROPOLITAN_TIMEZONE
    """A name of the IANA time zone database."""


REGIONS: tuple[RegionFact, ...] = (
    RegionFact("01", "Guadeloupe", "97105"),
    RegionFact("02", "Martinique", "97209"),
    RegionFact("03", "Guyane", "97302"),
    RegionFact("04", "La Réunion", "97411"),
    RegionFact("06", "Mayotte", "97611"),
    RegionFact("11", "Île-de-France", "75056"),
    RegionFact("24", "Centre-Val de Loire", "45234"),
    RegionFact("27", "Bourgogne-Franche-Comté", "21231"),
    RegionFact("28", "Normandie", "76540"),
    RegionFact("32", "Hauts-de-France", "59350"),
    RegionFact("44", "Grand Est", "67482"),
    RegionFact("52", "Pays de la Loire", "44109"),
    RegionFact("53", "Bretagne", "35238"),
    RegionFact("75", "Nouvelle-Aquitaine", "33063"),
    RegionFact("76", "Occitanie", "31555"),
    RegionFact("84", "Auvergne-Rhône-Alpes", "69123"),
    RegionFact("93", "Provence-Alpes-Côte d'Azur", "13055"),
    RegionFact("94", "Corse", "2A004"),
)

# Two prefectures are often given otherwise: Val-d'Oise's is Pontoise, although its offices stand in Cergy;
# Mayotte's is Mamoudzou, where official lists long named Dzaoudzi.
DEPARTMENTS: tuple[DepartmentFact, ...] = (
    DepartmentFact("01", "Ain", "84", "01053"),
    DepartmentFact("02", "Aisne", "32", "02408"),
    DepartmentFact("03", "Allier", "84", "03190"),
    DepartmentFact("04", "Alpes-de-Haute-Provence", "93", "04070"),
    DepartmentFact("05", "Hautes-Alpes", "93", "05061"),
    DepartmentFact("06", "Alpes-Maritimes", "93", "06088"),
    DepartmentFact("07", "Ardèche", "84", "07186"),
    DepartmentFact("08", "Ardennes", "44", "08105"),
    DepartmentFact("09", "Ariège", "76", "09122"),
    DepartmentFact("10", "Aube", "44", "10387"),
    DepartmentFact("11", "Aude", "76", "11069"),
    DepartmentFact("12", "Aveyron", "76", "12202"),
    DepartmentFact("13", "Bouches-du-Rhône", "93", "13055"),
    DepartmentFact("14", "Calvados", "28", "14118"),
    DepartmentFact("15", "Cantal", "84", "15014"),
    DepartmentFact("16", "Charente", "75", "16015"),
    DepartmentFact("17", "Charente-Maritime", "75", "17300"),
    DepartmentFact("18", "Cher", "24", "18033"),
    DepartmentFact("19", "Corrèze", "75", "19272"),
    DepartmentFact("21", "Côte-d'Or", "27", "21231"),
    DepartmentFact("22", "Côtes-d'Armor", "53", "22278"),
    DepartmentFact("23", "Creuse", "75", "23096"),
    DepartmentFact("24", "Dordogne", "75", "24322"),
    DepartmentFact("25", "Doubs", "27", "25056"),
    DepartmentFact("26", "Drôme", "84", "26362"),
    DepartmentFact("27", "Eure", "28", "27229"),
    DepartmentFact("28", "Eure-et-Loir", "24", "28085"),
    DepartmentFact("29", "Finistère", "53", "29232"),
    DepartmentFact("2A", "Corse-du-Sud", "94", "2A004"),
    DepartmentFact("2B", "Haute-Corse", "94", "2B033"),
    DepartmentFact("30", "Gard", "76", "30189"),
    DepartmentFact("31", "Haute-Garonne", "76", "31555"),
    DepartmentFact("32", "Gers", "76", "32013"),
    DepartmentFact("33", "Gironde", "75", "33063"),
    DepartmentFact("34", "Hérault", "76", "34172"),
    DepartmentFact("35", "Ille-et-Vilaine", "53", "35238"),
    DepartmentFact("36", "Indre", "24", "36044"),
    DepartmentFact("37", "Indre-et-Loire", "24", "37261"),
    DepartmentFact("38", "Isère", "84", "38185"),
    DepartmentFact("39", "Jura", "27", "39300"),
    DepartmentFact("40", "Landes", "75", "40192"),
    DepartmentFact("41", "Loir-et-Cher", "24", "41018"),
    DepartmentFact("42", "Loire", "84", "42218"),
    DepartmentFact("43", "Haute-Loire", "84", "43157"),
    DepartmentFact("44", "Loire-Atlantique", "52", "44109"),
    DepartmentFact("45", "Loiret", "24", "45234"),
    DepartmentFact("46", "Lot", "76", "46042"),
    DepartmentFact("47", "Lot-et-Garonne", "75", "47001"),
    DepartmentFact("48", "Lozère", "76", "48095"),
    DepartmentFact("49", "Maine-et-Loire", "52", "49007"),
    DepartmentFact("50", "Manche", "28", "50502"),
    DepartmentFact("51", "Marne", "44", "51108"),
    DepartmentFact("52", "Haute-Marne", "44", "52121"),
    DepartmentFact("53", "Mayenne", "52", "53130"),
    DepartmentFact("54", "Meurthe-et-Moselle", "44", "54395"),
    DepartmentFact("55", "Meuse", "44", "55029"),
    DepartmentFact("56", "Morbihan", "53", "56260"),
    DepartmentFact("57", "Moselle", "44", "57463"),
    DepartmentFact("58", "Nièvre", "27", "58194"),
    DepartmentFact("59", "Nord", "32", "59350"),
    DepartmentFact("60", "Oise", "32", "60057"),
    DepartmentFact("61", "Orne", "28", "61001"),
    DepartmentFact("62", "Pas-de-Calais", "32", "62041"),
    DepartmentFact("63", "Puy-de-Dôme", "84", "63113"),
    DepartmentFact("64", "Pyrénées-Atlantiques", "75", "64445"),
    DepartmentFact("65", "Hautes-Pyrénées", "76", "65440"),
    DepartmentFact("66", "Pyrénées-Orientales", "76", "66136"),
    DepartmentFact("67", "Bas-Rhin", "44", "67482"),
    DepartmentFact("68", "Haut-Rhin", "44", "68066"),
    DepartmentFact("69", "Rhône", "84", "69123"),
    DepartmentFact("70", "Haute-Saône", "27", "70550"),
    DepartmentFact("71", "Saône-et-Loire", "27", "71270"),
    DepartmentFact("72", "Sarthe", "52", "72181"),
    DepartmentFact("73", "Savoie", "84", "73065"),
    DepartmentFact("74", "Haute-Savoie", "84", "74010"),
    DepartmentFact("75", "Paris", "11", "75056"),
    DepartmentFact("76", "Seine-Maritime", "28", "76540"),
    DepartmentFact("77", "Seine-et-Marne", "11", "77288"),
    DepartmentFact("78", "Yvelines", "11", "78646"),
    DepartmentFact("79", "Deux-Sèvres", "75", "79191"),
    DepartmentFact("80", "Somme", "32", "80021"),
    DepartmentFact("81", "Tarn", "76", "81004"),
    DepartmentFact("82", "Tarn-et-Garonne", "76", "82121"),
    DepartmentFact("83", "Var", "93", "83137"),
    DepartmentFact("84", "Vaucluse", "93", "84007"),
    DepartmentFact("85", "Vendée", "52", "85191"),
    DepartmentFact("86", "Vienne", "75", "86194"),
    DepartmentFact("87", "Haute-Vienne", "75", "87085"),
    DepartmentFact("88", "Vosges", "44", "88160"),
    DepartmentFact("89", "Yonne", "27", "89024"),
    DepartmentFact("90", "Territoire de Belfort", "27", "90010"),
    DepartmentFact("91", "Essonne", "11", "91228"),
    DepartmentFact("92", "Hauts-de-Seine", "11", "92050"),
    DepartmentFact("93", "Seine-Saint-Denis", "11", "93008"),
    DepartmentFact("94", "Val-de-Marne", "11", "94028"),
    DepartmentFact("95", "Val-d'Oise", "11", "95500"),
    DepartmentFact("971", "Guadeloupe", "01", "97105", "America/Guadeloupe"),
    DepartmentFact("972", "Martinique", "02", "97209", "America/Martinique"),
    DepartmentFact("973", "Guyane", "03", "97302", "America/Cayenne"),
    DepartmentFact("974", "La Réunion", "04", "97411", "Indian/Reunion"),
    DepartmentFact("976", "Mayotte", "06", "97611", "Indian/Mayotte"),
)

PARIS, LYON, MARSEILLE = "75056", "69123", "13055"
ARRONDISSEMENTS = {
    **{f"751{number:02}": PARIS for number in range(1, 21)},
    **{f"6938{number}": LYON for number in range(1, 10)},
    **{f"132{number:02}": MARSEILLE for number in range(1, 17)},
}
"""INSEE codes of the municipal arrondissements, and the commune that each belongs to."""

# Overseas collectivities are no départements, yet real rows lie in them. In French Polynesia only the
# Marquesas and the Gambier Islands keep another time than Tahiti.
_COLLECTIVITY_TIMEZONES = {
    "975": "America/Miquelon",
    "977": "America/Guadeloupe",
    "978": "America/Guadeloupe",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
_TIMEZONES = {fact.code: fact.timezone for fact in DEPARTMENTS} | _COLLECTIVITY_TIMEZONES
TIMEZONES = tuple(sorted({METROPOLITAN_TIMEZONE, *_TIMEZONES.values()}))
"""IANA names of the time zones that a place can lie in; the database refuses any other."""
_DEPARTMENT_CODES = frozenset(fact.code for fact in DEPARTMENTS)
_COMMUNE_CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")


def department_of_commune(insee: str) -> str | None:
    """Code of the département of a commune, from the commune's INSEE code alone.

    Municipal arrondissements (75110) count as communes. None for the overseas collectivities (975, 977, 978,
    98x), which are in no département, and for what is not an INSEE code: lower case, spaces, the Corsican 20
    of postcodes. A postcode is not an INSEE code and may start with another département's number.
    """
    if not _COMMUNE_CODE.fullmatch(insee):
        return None
    code = insee[:3] if insee.startswith("97") else insee[:2]
    return code if code in _DEPARTMENT_CODES else None


def timezone_of(department_code: str | None) -> str:
    """IANA time zone of a département or of an overseas collectivity (975, 977, 978, 984, 986, 987, 988).

    Europe/Paris for None and for a code that is neither: a place whose territory is unknown keeps the
    legal time of the great majority.
    """
    if department_code is None:
        return METROPOLITAN_TIMEZONE
    return _TIMEZONES.get(department_code, METROPOLITAN_TIMEZONE)
