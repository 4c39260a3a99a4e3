"""Invented places in the national standard."""

from collections.abc import Mapping
from datetime import date

from hypothesis import strategies as st

from app.directory.common.personal import without_contacts
from app.directory.third_places.mediation_numerique import CHOICES, FIELDS, SEPARATOR
from seeds.reading.normalise.text import clean

FULL: Mapping[str, str] = dict.fromkeys(FIELDS, "") | {
    "id": "lieu-1",
    "pivot": "73282932000074",
    "nom": "L'Atelier du Port",
    "commune": "Nantes",
    "code_postal": "44300",
    "code_insee": "44109",
    "adresse": "9 bis rue du Port",
    "complement_adresse": "Escalier C",
    "latitude": "47.2400001",
    "longitude": "-1.5",
    "typologie": "TIERS_LIEUX|ASSO",
    "telephone": "+33142345678",
    "courriels": "bonjour@atelier.example|contact@atelier.example",
    "site_web": "https://atelier.example/|https://reseau.example/atelier",
    "horaires": "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
    "presentation_resume": "Un atelier ouvert à tous.",
    "presentation_detail": "Un atelier ouvert à tous, avec ses machines.\nPorte bleue.",
    "source": "Un territoire",
    "itinerance": "Fixe",
    "structure_parente": "Association du Port",
    "date_maj": "2026-03-04",
    "services": "Maîtrise des outils numériques du quotidien|Loisirs et créations numériques",
    "publics_specifiquement_adresses": "Jeunes|Étudiants",
    "prise_en_charge_specifique": "Langues étrangères (anglais)",
    "frais_a_charge": "Gratuit sous condition|Payant",
    "dispositif_programmes_nationaux": "Conseillers numériques|Relais numérique (Emmaüs Connect)",
    "formations_labels": "Étapes numériques(La Poste)|Fabriques de Territoire",
    "autres_formations_labels": "Label local",
    "modalites_acces": "Se présenter|Ce lieu n'accueille pas de public",
    "modalites_accompagnement": "À distance",
    "fiche_acces_libre": "https://acceslibre.example/erp/atelier/",
    "prise_rdv": "https://rdv.example/",
}
"""A record with every field."""
MINIMAL: Mapping[str, str] = dict.fromkeys(FIELDS, "") | {
    "id": "lieu-2",
    "pivot": "00000000000000",
    "nom": "Mairie",
    "commune": "Nantes",
    "code_postal": "44000",
    "adresse": "Place du Marché",
    "date_maj": "2025-01-31",
    "source": "Un territoire",
    "typologie": "MUNI",
}
"""A record with what must be there, and what an export would fill in."""

_WORDS = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzéèàçœÉABCDEF0123456789'-,;\"<>&=@+."), min_size=1, max_size=9
)
TEXTS = (
    st.lists(_WORDS, min_size=1, max_size=6)
    .map(" ".join)
    .filter(lambda text: clean(text) == without_contacts(text) == text)
    .filter(lambda text: not (text[0] == "'" and text[1:2] in {"=", "@", "+", "-"}))
)
"""Text on one line that normalisation leaves as it is."""


def _some(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(values), unique=True, max_size=3).map(SEPARATOR.join)


def _or_nothing(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | texts


_POSITIONS = st.tuples(st.floats(47.1, 47.3), st.floats(-1.7, -1.4)).map(
    lambda pair: {"latitude": repr(pair[0]), "longitude": repr(pair[1])}
)
_FIELDS = st.fixed_dictionaries(
    {
        "pivot": st.sampled_from(["73282932000074", "00000000000000", "W123456789", "123456789"]),
        "nom": TEXTS,
        "code_insee": st.sampled_from(["44109"]),
        "adresse": TEXTS.filter(lambda text: "44300" not in text),
        "telephone": st.sampled_from(["", "+33142345678", "+262262345678", "+687251234"]),
        "site_web": st.sampled_from(["", "https://a.example/", "https://a.example/|https://b.example/x"]),
        "horaires": st.sampled_from(
            ["", "Mo-Fr 09:00-18:00", "24/7", "lundi matin", "Mo-Fr 09:00-12:00; PH off"]
        ),
        "presentation_resume": _or_nothing(TEXTS),
        "presentation_detail": _or_nothing(st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)),
        "date_maj": st.dates(date(1971, 1, 1), date(2099, 12, 31)).map(str),
        "source": TEXTS,
        "typologie": st.sampled_from(["TIERS_LIEUX", "BIB|MUNI", "ACI", "FABLAB"]),
        **{
            name: _or_nothing(TEXTS)
            for name in (
                "complement_adresse",
                "courriels",
                "structure_parente",
                "autres_formations_labels",
                "fiche_acces_libre",
                "prise_rdv",
            )
        },
        **{name: _some(values) for name, values in CHOICES.items()},
    }
)
RECORDS = st.tuples(_FIELDS, st.just({"latitude": "", "longitude": ""}) | _POSITIONS).map(
    lambda parts: dict(MINIMAL) | {"code_postal": "44300"} | parts[0] | parts[1]
)
"""Records that hold nothing which the rules of normalisation would change."""
