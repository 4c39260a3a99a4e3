"""Opening hours of the demonstration, in OpenStreetMap's syntax."""

from random import Random

from seeds.fictional.demo.chance import known

WORKSHOP = (
    "Tu-Fr 10:00-12:30,14:00-19:00; Sa 10:00-17:00; PH off",
    "We-Sa 14:00-20:00",
    "Mo-Fr 09:00-18:00; Th 09:00-22:00; PH off",
    "Tu,Th 17:00-21:00; We 14:00-21:00; Sa 10:00-18:00",
    "Tu-Sa 10:00-18:00; Aug off; PH off",
    "We 14:00-22:00; Sa-Su 10:00-18:00",
    "Mo-Fr 18:00-22:00; Sa 09:00-17:00; PH off",
    "Tu-Fr 09:30-12:00,13:30-18:30; Sa[1] 10:00-16:00; PH off",
    "We-Th 14:00-19:00; Fr-Sa 17:00-01:00; Su 14:00-18:00",
)
OFFICE = (
    "Mo-Fr 08:00-20:00; PH off",
    "24/7",
    "Mo-Fr 08:30-19:00; Sa 09:00-13:00; PH off",
    "Mo-Fr 07:30-22:00; Sa-Su 09:00-18:00",
    "Mo-Fr 09:00-12:30,13:30-18:00; PH off",
    "Mo-Sa 08:00-21:00; Su,PH off",
)
CULTURE = (
    "Tu 14:00-18:00; We 10:00-12:30,14:00-18:00; Fr 14:00-19:00; Sa 10:00-17:00; PH off",
    "Tu,Th,Fr 13:30-18:30; We,Sa 10:00-18:00; Su 14:00-18:00; PH off",
    "We,Sa 10:00-12:00,14:00-17:30; Fr 16:00-19:00",
    "Tu-Sa 10:00-19:00; Jul-Aug Tu-Sa 10:00-13:00; PH off",
)
COUNTER = (
    "Mo-Fr 08:30-12:00,13:30-17:00; PH off",
    "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:30; We 09:00-12:00; Sa[1,3] 09:00-12:00; PH off",
    "Mo-Th 08:30-12:30,13:30-17:30; Fr 08:30-12:30; PH off",
    'Mo-Fr 09:00-12:00, Mo-Fr 14:00-17:00 "sur rendez-vous"; PH off',
)
OVERSEAS = (
    "Mo-Fr 07:00-15:00; PH off",
    "Mo,Tu,Th 07:30-12:30,13:30-17:00; We,Fr 07:30-13:00; PH off",
    "Tu-Sa 08:00-12:00,15:00-19:00; PH off",
    "Mo-Fr 07:30-16:30; Sa 08:00-12:00",
    "We-Su 09:00-12:30,14:30-18:00; PH off",
    "Tu-Fr 16:00-21:00; Sa 08:00-18:00",
)
PATTERNS = {
    "third_place": WORKSHOP + OFFICE,
    "fablab": WORKSHOP,
    "manufactory": WORKSHOP,
    "association": WORKSHOP,
    "coworking": OFFICE,
    "company": OFFICE,
    "library": CULTURE,
}
"""Hours by kind of place; the others keep those of a counter."""

KNOWN = 0.85
"""Share of the open places whose hours are known."""


def opening_hours(rng: Random, kind: str, *, overseas: bool) -> str | None:
    """Return the hours of an open place, or None where nobody said."""
    patterns = OVERSEAS if overseas else PATTERNS.get(kind, COUNTER)
    return known(rng, rng.choice(patterns), KNOWN)
