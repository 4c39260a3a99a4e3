"""Facts of access to a building, by the names of acceslibre's columns.

Left out are the rooms of hotels, classrooms, polling booths and care: no third place is described by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FactKind = Literal["yes_no", "count", "centimetres", "choices", "address"]
RAMPS = ("aucune", "fixe", "amovible", "aide humaine")
WAYS = ("montant", "descendant")


@dataclass(frozen=True, slots=True)
class Fact:
    """A column."""

    code: str
    kind: FactKind = "yes_no"
    allowed: tuple[str, ...] = ()
    """Values of `choices`, as they are published."""


def _choice(code: str, *allowed: str) -> Fact:
    return Fact(code, "choices", allowed)


GROUPS: Mapping[str, tuple[Fact, ...]] = {
    "arriving": (
        Fact("transport_station_presence"),
        Fact("stationnement_presence"),
        Fact("stationnement_pmr"),
        Fact("stationnement_ext_presence"),
        Fact("stationnement_ext_pmr"),
    ),
    "outside": (
        Fact("cheminement_ext_presence"),
        Fact("cheminement_ext_terrain_stable"),
        Fact("cheminement_ext_plain_pied"),
        Fact("cheminement_ext_ascenseur"),
        Fact("cheminement_ext_ascenseur_pmr"),
        Fact("cheminement_ext_nombre_marches", "count"),
        Fact("cheminement_ext_reperage_marches"),
        _choice("cheminement_ext_sens_marches", *WAYS),
        Fact("cheminement_ext_main_courante"),
        _choice("cheminement_ext_rampe", *RAMPS),
        Fact("cheminement_ext_pente_presence"),
        _choice("cheminement_ext_pente_degre_difficulte", "aucune", "légère", "importante"),
        _choice("cheminement_ext_pente_longueur", "courte", "moyenne", "longue"),
        _choice("cheminement_ext_devers", "aucun", "léger", "important"),
        Fact("cheminement_ext_bande_guidage"),
        Fact("cheminement_ext_retrecissement"),
        Fact("cheminement_ext_signaletique_exterieure"),
    ),
    "entrance": (
        Fact("entree_reperage"),
        Fact("entree_plain_pied"),
        Fact("entree_largeur_mini", "centimetres"),
        Fact("entree_marches", "count"),
        Fact("entree_marches_reperage"),
        Fact("entree_marches_main_courante"),
        _choice("entree_marches_rampe", *RAMPS),
        _choice("entree_marches_sens", *WAYS),
        Fact("entree_ascenseur"),
        Fact("entree_ascenseur_pmr"),
        Fact("entree_pmr"),
        Fact("entree_aide_humaine"),
        Fact("entree_dispositif_appel"),
        _choice("entree_dispositif_appel_type", "bouton", "interphone", "visiophone"),
        Fact("entree_balise_sonore"),
        Fact("entree_porte_presence"),
        _choice("entree_porte_manoeuvre", "battante", "coulissante", "tourniquet", "tambour"),
        _choice("entree_porte_type", "manuelle", "automatique"),
        Fact("entree_vitree"),
        Fact("entree_vitree_vitrophanie"),
    ),
    "inside": (
        Fact("accueil_visibilite"),
        _choice("accueil_personnels", "aucun", "formés", "non-formés"),
        Fact("accueil_cheminement_plain_pied"),
        Fact("accueil_cheminement_ascenseur"),
        Fact("accueil_cheminement_ascenseur_pmr"),
        Fact("accueil_cheminement_nombre_marches", "count"),
        Fact("accueil_cheminement_reperage_marches"),
        _choice("accueil_cheminement_sens_marches", *WAYS),
        Fact("accueil_cheminement_main_courante"),
        _choice("accueil_cheminement_rampe", *RAMPS),
        Fact("accueil_retrecissement"),
        Fact("accueil_ascenseur_etage"),
        Fact("accueil_ascenseur_etage_pmr"),
        Fact("accueil_signaletique_interieure"),
        Fact("accueil_equipements_malentendants_presence"),
        _choice(
            "accueil_equipements_malentendants", "bim", "bmp", "lsf", "lpc", "scd", "sts", "autres"
        ),
        Fact("accueil_audiodescription_presence"),
        _choice(
            "accueil_audiodescription",
            "avec_équipement_permanent", "avec_app", "avec_équipement_occasionnel", "sans_équipement",
        ),
    ),
    "toilets": (Fact("sanitaires_presence"), Fact("sanitaires_adaptes")),
    "labels": (
        _choice("labels", "autre", "dpt", "mobalib", "th", "handiplage"),
        _choice("labels_familles_handicap", "auditif", "mental", "moteur", "visuel"),
        Fact("conformite"),
        Fact("registre_url", "address"),
    ),
}  # fmt: skip
FACTS = {fact.code: fact for facts in GROUPS.values() for fact in facts}
