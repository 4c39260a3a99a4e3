"""Public holidays of France: those of the whole country and those that a territory has of its own.

Sources: code du travail, articles L3133-1 (everywhere), L3134-13 (Bas-Rhin, Haut-Rhin, Moselle) and L3422-2
(the days on which the abolition of slavery is remembered); code du travail de Nouvelle-Calédonie, Lp. 232-1;
the labour laws of French Polynesia (the day of Matari'i has replaced 29 June since 2025) and of
Wallis-et-Futuna.
"""

from datetime import date, timedelta
from functools import lru_cache

WHOLE_COUNTRY = "FR"
"""The area of a place whose territory has no holidays of its own, or is unknown."""

MonthDay = tuple[int, int]
_EVERYWHERE: tuple[MonthDay, ...] = (
    (1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
)  # fmt: skip
_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY, _GOOD_FRIDAY = 1, 39, 50, -2
"""Days after Easter Sunday."""
_OWN_DAYS: dict[str, tuple[MonthDay, ...]] = {
    "57": ((12, 26),),
    "67": ((12, 26),),
    "68": ((12, 26),),
    "971": ((5, 27),),
    "972": ((5, 22),),
    "973": ((6, 10),),
    "974": ((12, 20),),
    "976": ((4, 27),),
    "977": ((10, 9),),
    "978": ((5, 28),),
    "986": ((4, 28), (7, 29)),
    "987": ((3, 5), (11, 20)),
    "988": ((9, 24),),
}
"""Holidays by code of the département or overseas collectivity."""
_OVERSEAS = ("97", "98")
_FORMER_COMMUNES = {"97123": "977", "97127": "978"}
_POSTCODES = {"97133": "977", "97150": "978"}
_WITH_GOOD_FRIDAY = frozenset({"57", "67", "68", "987"})


def holiday_area(territory: str | None) -> str:
    """Return whose holidays count in a département or overseas collectivity, given by its code."""
    return territory if territory in _OWN_DAYS else WHOLE_COUNTRY


@lru_cache(maxsize=256)
def public_holidays(year: int, area: str = WHOLE_COUNTRY) -> frozenset[date]:
    """Return the public holidays of a year in an area (`holiday_area`)."""
    easter = easter_sunday(year)
    after_easter = [_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY]
    if area in _WITH_GOOD_FRIDAY:
        after_easter.append(_GOOD_FRIDAY)
    fixed = (*_EVERYWHERE, *_OWN_DAYS.get(area, ()))
    return frozenset(date(year, month, day) for month, day in fixed) | frozenset(
        easter + timedelta(days=offset) for offset in after_easter
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (algorithm of Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon = (19 * golden + century - leap_centuries - (8 * century + 13) // 25 + 15) % 30
    leap_years, year_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - moon - year_rest) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def territory_of(department_code: str | None, commune_code: str | None, postcode: str | None) -> str | None:
    """Return the code of the département or overseas collectivity that codes of an address lie in.

    The islands of Saint-Barthélemy and Saint-Martin left Guadeloupe in 2007 and kept their postcodes.
    """
    if commune_code in _FORMER_COMMUNES:
        return _FORMER_COMMUNES[commune_code]
    if department_code:
        return department_code
    if commune_code and commune_code.startswith(_OVERSEAS):
        return commune_code[:3]
    if postcode in _POSTCODES:
        return _POSTCODES[postcode]
    if postcode and postcode.startswith(_OVERSEAS):
        return postcode[:3]
    return postcode[:2] if postcode else None
