"""Labels of the codes of places, in the request's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

STATUSES: Mapping[str, Any] = {
    "open": _l("Ouvert"),
    "planned": _l("En projet"),
    "closed": _l("Fermé définitivement"),
}
WHEELCHAIR: Mapping[str, Any] = {
    "yes": _l("Accessible en fauteuil roulant"),
    "limited": _l("Partiellement accessible en fauteuil roulant"),
    "no": _l("Non accessible en fauteuil roulant"),
}
SHAREABLE: Mapping[str, Any] = {
    "yes": _l("Oui"),
    "no": _l("Non"),
    "unknown": _l("À vérifier"),
}
MANAGER_KINDS: Mapping[str, Any] = {
    "association": _l("Association"),
    "company": _l("Entreprise"),
    "public": _l("Collectivité ou établissement public"),
    "cooperative": _l("Coopérative"),
    "other": _l("Autre"),
}
QUALIFICATIONS: Mapping[str, Any] = {
    "none": _l("Aucune"),
    "training": _l("Formation sur place"),
    "accreditation": _l("Habilitation"),
}
CONSUMABLES: Mapping[str, Any] = {
    "included": _l("Compris"),
    "charged": _l("Payés à part"),
    "own": _l("À apporter"),
}
