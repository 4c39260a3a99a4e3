"""Fields as publishers head them, and what their values look like: what a guess goes by."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.directory.common.extent import in_france
from app.directory.common.telephones import telephone
from app.directory.common.websites import website
from app.directory.third_places.mediation_numerique import CHOICES, SEPARATOR, kind_of
from app.directory.third_places.place_kinds import is_unknown_kind, place_kind
from seeds.reading.equipment_text import read_equipment
from seeds.reading.mapping.rules import pair, sexagesimal
from seeds.reading.normalise.dates import day
from seeds.reading.normalise.identifiers import siret
from seeds.reading.normalise.numbers import decimal
from seeds.reading.normalise.postal import insee_code, postcode
from seeds.reading.normalise.text import fold
from seeds.reading.spreadsheet_values import yes_or_no

Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """A field that may be guessed."""

    headings: tuple[str, ...]
    """As they are folded; the likeliest first."""
    fits: Fits | None = None
    """Whether a value may be one; None where any text may."""
    by_values: float = 0.0
    """How sure values alone make it, where no heading says so."""


def _reads(read: Callable[[str], object]) -> Fits:
    def fits(text: str) -> bool:
        try:
            return read(text) is not None
        except ValueError:
            return False

    return fits


def _is_postcode(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4,5}(?:\.0)?|\d\d \d{3}", text)) and _reads(postcode)(text)


def _is_chosen(field: str) -> Fits:
    known = {fold(value) for value in CHOICES[field]}
    return lambda text: any(fold(part) in known for part in re.split(r"[|;,/]", text))


def degrees(text: str) -> float:
    """Return the degrees of a cell.

    Raises
    ------
    ValueError
        When it holds none.

    """
    value = sexagesimal(text)
    return decimal(text) if value is None else value


def _between(least: float, most: float) -> Fits:
    return _reads(lambda text: degrees(text) if least <= degrees(text) <= most else None)


def is_pair_of_degrees(text: str) -> bool:
    """Return whether a cell holds a latitude and a longitude, in either order, somewhere in France."""
    found = pair(text)
    if found is None:
        return False
    try:
        first, second = decimal(found[0]), decimal(found[1])
    except ValueError:
        return False
    return in_france(first, second) or in_france(second, first)


def _is_name(text: str) -> bool:
    return sum(character.isalpha() for character in text) >= max(2, len(text) / 2) and len(text) < 200


def _is_access(text: str) -> bool:
    return fold(text) in {"partiel", "partielle", "partiellement"} or _reads(yes_or_no)(text)


TARGETS: Mapping[str, Target] = {
    "id": Target(
        ("id", "identifiant", "id structure", "identifiant unique", "id unique", "code", "ref", "reference", "uid", "uuid",
         "objectid", "fid", "gid", "num", "numero", "n", "id lieu", "identifiant structure", "id source", "ogc fid", "recordid"),
    ),
    "nom": Target(
        ("nom", "nom du lieu", "nom de la structure", "nom structure", "structure", "nom lieu", "denomination", "intitule",
         "libelle", "raison sociale", "name", "nom de l etablissement", "nom etablissement", "etablissement", "lieu",
         "nom usuel", "titre", "appellation", "nom du site", "nom de l organisme", "nom officiel", "nom organisme", "nom public"),
        _is_name,
    ),
    "pivot": Target(("pivot", "siret", "n siret", "numero siret", "num siret", "code siret"), _reads(siret), 0.8),
    "code_insee": Target(
        ("code insee", "insee", "insee com", "code commune", "codeinsee", "com insee", "code insee commune", "citycode",
         "inseecom", "depcom", "insee commune", "code officiel commune", "com code"),
        _reads(insee_code),
    ),
    "code_postal": Target(
        ("code postal", "cp", "codepostal", "code post", "postal code", "zip", "cp structure", "adresse cp", "postcode", "zipcode",
         "cpostal", "adresse code postal"),
        _is_postcode, 0.45,
    ),
    "commune": Target(
        ("commune", "ville", "nom commune", "nom de la commune", "localite", "city", "nom com", "libelle commune", "adresse ville",
         "commune nom", "adresse commune", "com name", "nomcom", "lib com"),
        _is_name,
    ),
    "adresse": Target(
        ("adresse", "adresse postale", "adresse complete", "adresse 1", "adresse1", "rue", "voie", "adresse structure", "address",
         "numero et voie", "adresse du lieu", "adresse voie", "street", "adresse geographique", "numero et nom de voie", "adr"),
    ),
    "complement_adresse": Target(
        ("complement adresse", "complement d adresse", "adresse 2", "adresse2", "complement", "adresse complement", "batiment",
         "cplt adresse"),
    ),
    "latitude": Target(
        ("latitude", "lat", "y", "coord y", "geometry y", "lat wgs84", "y wgs84", "latitude wgs84", "gps lat", "coordonnee y"),
        _between(-25, 52),
    ),
    "longitude": Target(
        ("longitude", "lon", "lng", "long", "x", "coord x", "geometry x", "lon wgs84", "x wgs84", "longitude wgs84", "gps long",
         "coordonnee x"),
        _between(-180, 180),
    ),
    "position": Target(
        ("geo point 2d", "geo point", "geopoint", "coordonnees", "coordonnees gps", "gps", "point geo", "position", "geom", "wkt",
         "localisation", "coordonnees geographiques", "latlong", "lat lon", "latitude longitude", "geolocalisation", "geometry"),
        is_pair_of_degrees, 0.9,
    ),
    "typologie": Target(("typologie",), lambda text: kind_of(text.replace(";", SEPARATOR)) != "other"),
    "kind": Target(
        ("type de lieu", "type lieu", "type", "categorie", "type de structure", "type structure", "nature", "typologie",
         "type d etablissement", "nature du lieu", "type etablissement", "categorie de lieu", "famille", "type d espace"),
        lambda text: place_kind(text) != "other" and not is_unknown_kind(text), 0.6,
    ),
    "telephone": Target(
        ("telephone", "tel", "numero de telephone", "phone", "n telephone", "telephone fixe", "num tel", "tel fixe", "telephone 1",
         "telephone accueil", "tel accueil", "contact telephone", "numero telephone"),
        _reads(telephone), 0.7,
    ),
    "courriels": Target(
        ("courriel", "courriels", "email", "mail", "e mail", "adresse mail", "adresse email", "courrier electronique",
         "contact mail", "adresse electronique", "mel", "contact email"),
        lambda text: bool(re.search(r"\S@\S+\.\w", text)), 0.7,
    ),
    "site_web": Target(
        ("site web", "site internet", "site", "url", "web", "lien", "website", "site internet de la structure", "lien site", "www",
         "adresse internet", "page web", "lien internet", "url site"),
        lambda text: _reads(website)(text) and "@" not in text and bool(re.search(r"[/.]\w", text)), 0.6,
    ),
    "horaires": Target(
        ("horaires", "horaires d ouverture", "horaire", "opening hours", "ouverture", "heures d ouverture", "horaires ouverture"),
        None,
    ),
    "presentation_detail": Target(
        ("description", "presentation", "presentation detail", "descriptif", "detail", "activites", "activite", "commentaire",
         "informations complementaires", "services proposes", "observations", "remarques", "services", "service", "offre"),
    ),
    "presentation_resume": Target(("presentation resume", "resume", "accroche", "description courte")),
    "date_maj": Target(
        ("date maj", "date de mise a jour", "mise a jour", "date mise a jour", "maj", "derniere mise a jour", "date modification",
         "last update", "updated at", "date de modification", "modified", "date modif", "date"),
        _reads(day),
    ),
    "structure_parente": Target(
        ("structure parente", "organisme gestionnaire", "structure porteuse", "gestionnaire", "porteur", "maitre d ouvrage", "reseau"),
        _is_name,
    ),
    "prise_rdv": Target(("prise rdv", "prise de rendez vous", "lien rdv", "url rdv", "rdv en ligne"), _reads(website)),
    "fiche_acces_libre": Target(("fiche acces libre", "acceslibre", "url acceslibre"), _reads(website)),
    "equipment": Target(
        ("equipements", "equipement", "materiel", "equipements disponibles", "materiels", "equipement numerique",
         "equipements numeriques", "materiel disponible", "equipement brut", "materiels disponibles", "parc materiel", "machines"),
        lambda text: bool(read_equipment(text)), 0.5,
    ),
    "wheelchair": Target(
        ("accessibilite pmr", "pmr", "acces pmr", "accessibilite", "accessible pmr", "handicap", "accessible handicapes",
         "acces fauteuil", "accessibilite handicap", "wheelchair", "mobilite reduite", "accessible aux pmr"),
        _is_access,
    ),
    "services": Target(
        ("services", "service", "accompagnements", "accompagnement", "services proposes", "offre", "types d accompagnement"),
        _is_chosen("services"),
    ),
    "publics_specifiquement_adresses": Target(
        ("publics specifiquement adresses", "publics", "public", "publics cibles", "public cible", "public accueilli", "publics accueillis"),
        _is_chosen("publics_specifiquement_adresses"),
    ),
    "prise_en_charge_specifique": Target(
        ("prise en charge specifique", "handicaps pris en charge"), _is_chosen("prise_en_charge_specifique")
    ),
    "frais_a_charge": Target(
        ("frais a charge", "tarif", "tarifs", "conditions d acces", "cout", "prix", "gratuite", "tarification", "payant"),
        _is_chosen("frais_a_charge"),
    ),
    "modalites_acces": Target(("modalites acces", "modalites d acces", "acces"), _is_chosen("modalites_acces")),
    "modalites_accompagnement": Target(
        ("modalites accompagnement", "modalites d accompagnement"), _is_chosen("modalites_accompagnement")
    ),
    "dispositif_programmes_nationaux": Target(
        ("dispositif programmes nationaux", "dispositifs", "programmes nationaux"), _is_chosen("dispositif_programmes_nationaux")
    ),
    "formations_labels": Target(("formations labels", "labels", "label"), _is_chosen("formations_labels")),
    "autres_formations_labels": Target(("autres formations labels", "autres labels")),
    "itinerance": Target(("itinerance", "itinerant"), _is_chosen("itinerance")),
}  # fmt: skip
PROJECTED = (
    (("x", "coord x", "x l93", "x lambert93", "x lambert 93", "xl93", "lambert x", "coordonnee x", "x rgf93", "geometry x", "longitude", "lon", "easting"),
     ("y", "coord y", "y l93", "y lambert93", "y lambert 93", "yl93", "lambert y", "coordonnee y", "y rgf93", "geometry y", "latitude", "lat", "northing"))
)  # fmt: skip
"""Headings of eastings and of northings."""
