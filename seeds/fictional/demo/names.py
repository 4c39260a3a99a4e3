"""Names that are pleasant to read and plainly fictional: each says so itself."""

import unicodedata
from itertools import product
from random import Random

MARKERS = ("fictif", "fictive", "de démonstration")
"""Every name of the demonstration holds one of these."""

WORKSHOPS = (
    "La Grange", "L'Établi", "Le Hangar", "La Forge", "La Remise", "L'Enclume", "La Filature", "Le Moulin",
    "La Scierie", "La Bobine", "Le Copeau", "La Tuilerie", "Le Rabot", "La Soudure", "Le Gabarit",
    "La Navette",
)  # fmt: skip
DESKS = (
    "Le Banc", "La Ruche", "Le Comptoir", "La Verrière", "Le Grenier", "La Passerelle", "Le Préau",
    "La Véranda", "Le Wagon", "La Mezzanine", "Le Pigeonnier", "La Terrasse", "Le Cabanon", "La Guinguette",
)  # fmt: skip
COUNTERS = (
    "Le Guichet", "La Lanterne", "Le Marque-Page", "La Boussole", "Le Fil", "La Clé", "Le Lavoir",
    "La Marelle", "Le Kiosque", "La Cour", "Le Perron", "La Fontaine",
)  # fmt: skip
COMPLEMENTS = (
    "aux Octets", "des Copeaux bleus", "du Hérisson", "de la Lune carrée", "aux Mille Boulons",
    "des Parapluies ouverts", "du Vieux Noyer", "aux Idées claires", "des Marmottes", "du Quart d'Heure",
    "aux Pixels", "de la Mouette rieuse", "du Lendemain", "des Sept Horloges", "aux Engrenages", "du Hibou",
    "des Lucioles", "de l'Écureuil", "aux Bretelles", "du Grand Peut-Être", "des Trois Nuages",
    "aux Ficelles", "de la Baleine verte", "du Point-Virgule", "des Abeilles curieuses", "aux Papillons",
    "du Marais", "de la Tortue pressée", "aux Tournevis", "des Châtaignes", "du Cerf-Volant",
    "de la Page blanche", "aux Coquelicots", "des Dix Doigts", "du Bon Courant", "de la Brouette",
    "aux Étincelles", "des Petits Pas", "du Renard poli", "de l'Arrosoir",
)  # fmt: skip
LOCALITIES = (
    "de Brumelande", "du Val-Songe", "de Clairebise", "d'Ailleval", "de Rivenuage", "de Boisdormant",
    "des Sept-Clochers", "de Plumefontaine", "du Mont-Chimère", "de Noirépine-la-Douce", "d'Outrelune",
    "de Sauvebrise", "de la Combe-aux-Rêves", "d'Écumeville", "de Tournevent-sur-Songe", "du Pré-Rêveur",
    "de Bellincrique", "de Fauxbourg-l'Exemple", "d'Arpègelande", "de Grisemousse", "du Champ-Fable",
    "de Mirlande", "de Quatrevents-les-Contes", "d'Oriflande", "de Vertecolline-sur-Fable", "du Bois-Conté",
    "de Luneval-l'Imaginaire", "des Hauts-Songes", "de Pontsonge", "d'Azurelle", "de Cendrelune",
    "de Roquefable", "du Clos-Mirage", "de Tiercelune", "d'Hiverdoux", "de Songemer",
)  # fmt: skip

PLACE_NAMES = {
    "third_place": (WORKSHOPS + DESKS, ("Tiers-lieu fictif", "Tiers-lieu de démonstration")),
    "fablab": (WORKSHOPS, ("Fab lab de démonstration", "Fab lab fictif")),
    "manufactory": (WORKSHOPS, ("Manufacture fictive", "Manufacture de proximité de démonstration")),
    "coworking": (DESKS, ("Coworking fictif", "Espace de coworking de démonstration")),
    "library": (COUNTERS, ("Médiathèque fictive", "Bibliothèque de démonstration")),
    "digital_public_space": (COUNTERS, ("Espace public numérique fictif",)),
    "france_services": (COUNTERS, ("Espace France services fictif",)),
    "social_centre": (COUNTERS, ("Centre social fictif", "Maison de quartier fictive")),
    "youth_information": (COUNTERS, ("Point information jeunesse fictif",)),
    "association": (WORKSHOPS, ("Association fictive",)),
    "training_centre": (DESKS, ("Centre de formation fictif",)),
}
"""Beginnings of names by kind of place, and what each is said to be the name of."""
QUOTED = "{} «\N{NO-BREAK SPACE}{}\N{NO-BREAK SPACE}»"

ORGANISATION_PREFIXES = {
    "cfa": (
        "CFA fictif",
        "CFA de démonstration",
        "École fictive d'apprentissage",
        "Campus fictif d'apprentissage",
    ),
    "training_organisation": (
        "Institut fictif",
        "Organisme de formation fictif",
        "Académie de démonstration",
        "Centre fictif de formation",
        "Atelier-école fictif",
    ),
}
NETWORKS = (
    "Réseau fictif du Grand Établi",
    "Réseau de démonstration des CFA du Val-Songe",
    "Alliance fictive des Apprentis",
    "Fédération fictive des Mille Boulons",
)


class PlaceNamer:
    """Gives every place a name of its own."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._titles = {heads: _shuffled(rng, heads, COMPLEMENTS) for heads, _ in PLACE_NAMES.values()}
        self._localities = rng.sample(LOCALITIES, len(LOCALITIES))
        self._used: set[str] = set()

    def name(self, kind: str) -> tuple[str, str]:
        """Return the name of the next place of a kind, and the part of it that is the place's own.

        Raises IndexError when the words are used up, after several hundred names of one kind.
        """
        if kind == "town_hall":
            locality = self._localities.pop()
            return f"Mairie fictive {locality}", f"mairie {locality}"
        heads, openings = PLACE_NAMES[kind]
        title = self._unused(self._titles[heads])
        return QUOTED.format(self._rng.choice(openings), title), title

    def _unused(self, titles: list[str]) -> str:
        title = titles.pop()
        while title in self._used:
            title = titles.pop()
        self._used.add(title)
        return title


def _shuffled(rng: Random, first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    titles = [f"{head} {tail}" for head, tail in product(first, second)]
    rng.shuffle(titles)
    return titles


def slug(text: str) -> str:
    """Return the text as part of a host name: a-z, 0-9 and single hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", " ")
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
