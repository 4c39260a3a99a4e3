"""Fields of an agreement, one registry: forms, documents, the list of what is missing and docs follow it."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.directory.agreements.vocabulary import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MODELS,
    MOST_DAYS,
    MOST_PEOPLE,
    PRICED,
    PUBLIC,
)

LINE, TEXT, NUMBER = "line", "text", "number"
QUALIOPI, TRAINING = "qualiopi", "training"
"""Evidence for indicator 17 of Qualiopi, and for the means that article D. 6353-1 (labour) names."""
BOTH = (QUALIOPI, TRAINING)


@dataclass(frozen=True, slots=True)
class Field:
    """A variable of the templates, and the field of the form that fills it."""

    name: str
    part: str
    label: LazyString
    kind: str = LINE
    models: tuple[str, ...] = MODELS
    evidence: tuple[str, ...] = ()
    is_typed: bool = True
    """Whether people may write it; else the request says it."""
    hint: LazyString | None = None
    most: int = 0
    """The highest number."""

    @property
    def longest(self) -> int:
        """Characters that it may have."""
        return LONGEST_TEXT if self.kind == TEXT else LONGEST_LINE


PARTS = {
    "holder": _l("Le lieu"),
    "organisation": _l("L’organisme de formation"),
    "use": _l("Lieu, espace et formation"),
    "price": _l("Prix"),
    "insurance": _l("Assurances"),
    "safety": _l("Sécurité et accessibilité"),
    "data": _l("Données personnelles et fin"),
}
FIELDS = (
    Field("holder_name", "holder", _l("Structure qui gère le lieu")),
    Field("holder_siret", "holder", _l("SIRET du lieu")),
    Field("holder_address", "holder", _l("Adresse de la structure")),
    Field("holder_signatory", "holder", _l("Signataire pour le lieu"), hint=_l("Nom et qualité")),
    Field("place_telephone", "holder", _l("Téléphone du lieu")),
    Field("place_mail", "holder", _l("Courriel du lieu")),
    Field("owner_name", "holder", _l("Personne publique propriétaire"), models=(PUBLIC,)),
    Field(
        "owner_decision",
        "holder",
        _l("Acte qui autorise la mise à disposition"),
        models=(PUBLIC,),
        hint=_l("Par exemple une délibération et sa date"),
    ),
    Field("organisation_name", "organisation", _l("Nom de l’organisme")),
    Field("organisation_siret", "organisation", _l("SIRET de l’organisme")),
    Field("organisation_nda", "organisation", _l("Numéro de déclaration d’activité (NDA)")),
    Field("organisation_address", "organisation", _l("Adresse de l’organisme")),
    Field(
        "organisation_signatory",
        "organisation",
        _l("Signataire pour l’organisme"),
        hint=_l("Nom et qualité"),
    ),
    Field("organisation_contact", "organisation", _l("Personne à contacter")),
    Field("organisation_telephone", "organisation", _l("Téléphone de l’organisme")),
    Field("organisation_mail", "organisation", _l("Courriel de l’organisme")),
    Field("place_name", "use", _l("Nom du lieu"), evidence=(QUALIOPI,)),
    Field("place_address", "use", _l("Adresse du lieu"), evidence=(QUALIOPI,)),
    Field("room", "use", _l("Espace mis à disposition"), evidence=BOTH, hint=_l("Salle, atelier, étage")),
    Field("training", "use", _l("Formation et niveau"), evidence=(TRAINING,)),
    Field("schedule", "use", _l("Dates et horaires"), evidence=BOTH, is_typed=False),
    Field("session_count", "use", _l("Nombre de séances"), evidence=BOTH, is_typed=False),
    Field("total_hours", "use", _l("Durée totale"), evidence=BOTH, is_typed=False),
    Field("learners", "use", _l("Nombre d’apprenants"), evidence=BOTH, is_typed=False),
    Field("supervision", "use", _l("Encadrement"), TEXT, evidence=BOTH),
    Field("supervisor_name", "use", _l("Nom de la personne qui encadre"), evidence=BOTH),
    Field("equipment_conditions", "use", _l("Conditions d’utilisation de l’équipement"), TEXT, evidence=BOTH),
    Field("price", "price", _l("Prix ou redevance"), models=(PRICED, PUBLIC)),
    Field("payment", "price", _l("Paiement"), models=(PRICED, PUBLIC), hint=_l("Délai et moyen")),
    Field("consumables", "price", _l("Consommables"), hint=_l("Compris, facturés à part, ou apportés")),
    Field("place_insurance", "insurance", _l("Assurance du lieu"), hint=_l("Assureur et numéro de contrat")),
    Field(
        "organisation_insurance",
        "insurance",
        _l("Assurance de l’organisme"),
        hint=_l("Assureur et numéro de contrat"),
    ),
    Field(
        "capacity",
        "safety",
        _l("Nombre de personnes admises en même temps"),
        NUMBER,
        evidence=(QUALIOPI,),
        most=MOST_PEOPLE,
    ),
    Field(
        "erp_class",
        "safety",
        _l("Type et catégorie d’établissement recevant du public (ERP)"),
        evidence=(QUALIOPI,),
    ),
    Field("safety_instructions", "safety", _l("Consignes de sécurité, personne à prévenir"), TEXT,
          evidence=(QUALIOPI,)),
    Field("wheelchair", "safety", _l("Accès en fauteuil roulant"), evidence=(QUALIOPI,)),
    Field("accessibility_details", "safety", _l("Autres aménagements"), TEXT, evidence=(QUALIOPI,)),
    Field("place_data_contact", "data", _l("Contact du lieu pour les données personnelles")),
    Field("organisation_data_contact", "data", _l("Contact de l’organisme pour les données personnelles")),
    Field("notice_days", "data", _l("Préavis, en jours"), NUMBER, most=MOST_DAYS),
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
ITEM_FIELDS = ("name", "quantity", "state", "remarks")
"""Columns of the inventory; the first three are listed as missing where they are."""
ITEM_LABELS = {
    "name": _l("Équipement"),
    "quantity": _l("Nombre"),
    "state": _l("État constaté"),
    "remarks": _l("Remarques"),
}
SESSION_FIELDS = ("day", "start", "end")
STATE_LABELS = {
    "new": _l("neuf"),
    "good": _l("bon état"),
    "worn": _l("usagé"),
    "faulty": _l("en panne ou incomplet"),
}
LISTS = {"equipment": ITEM_FIELDS, "sessions": SESSION_FIELDS, "missing": ()}
"""Variables that templates go through row by row, and what each row has."""
OTHER_VARIABLES = ("number", "version", "made_on", "model", "signature_place", "signature_organisation")


def of_model(model: str) -> list[Field]:
    """Return the fields of a model, in their order."""
    return [field for field in FIELDS if model in field.models]
