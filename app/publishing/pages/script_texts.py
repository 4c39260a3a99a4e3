"""Texts of our scripts in the page's language, which they read from a block of data in the page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.directory.third_places.vocabulary import KINDS
from app.platform.site.i18n import labelled, language


def script_texts() -> dict[str, Any]:
    """Return texts and vocabularies; `{name}` stands for a value, `one`/`other` for a number's forms."""
    return {
        "language": language(),
        "texts": _texts(),
        "counts": _counts(),
        "kinds": [{"code": fact.code, "label": labelled(fact)} for fact in KINDS],
    }


def _texts() -> dict[str, str]:
    return {
        "myPosition": _("ma position"),
        "sharedPosition": _("la position partagée"),
        "approximatePosition": _("Position approximative : le centre de la commune"),
        "listed": _("{count} affichés dans la liste."),
        "noSuggestion": _("Aucune suggestion : lancez la recherche avec ces mots."),
        "suggestTerritory": _("Région ou département"),
        "suggestEquipment": _("Équipement"),
        "suggestKind": _("Type de lieu"),
        "suggestPlace": _("Lieu"),
        "planned": _("En projet"),
        "close": _("Fermer"),
        "seePlace": _("Voir la fiche"),
        "loadingDetails": _("Chargement du détail…"),
        "detailsFailed": _("Le détail n’a pas pu être chargé."),
        "you": _("Point de départ de la recherche"),
        "labelled": _("{label} : {value}"),
        "nothingFound": _("Aucun lieu ne correspond"),
        "showNothing": _("Aucun lieu : que changer ?"),
        "share": _("Partager"),
        "keptFull": _("Votre sélection est pleine : retirez un lieu pour en retenir un autre."),
        "recent": _("Dernières recherches :"),
        "forget": _("Effacer"),
        "linkCopied": _("Lien copié"),
        "linkNotCopied": _("Le lien n’a pas pu être copié : c’est l’adresse de cette page."),
        "baseMapAwayChoose": _(
            "Fond de carte indisponible : les lieux restent affichés. Un autre fond se choisit à droite."
        ),
        "baseMapAway": _("Fond de carte indisponible : les lieux restent affichés."),
        "placesAway": _("Les lieux n’ont pas pu être chargés sur la carte. La liste reste complète."),
        "mapAway": _("La carte n’a pas pu être chargée. La liste contient les mêmes lieux."),
        "locating": _("Recherche de votre position…"),
        "locationRefused": _(
            "Votre navigateur n’a pas donné accès à votre position. Vous pouvez l’autoriser dans ses"
            " réglages, ou écrire le nom de votre commune."
        ),
        "locationUnknown": _("Votre position n’a pas pu être trouvée. Écrivez le nom de votre commune."),
        "locationSlow": _("Votre position tarde à venir. Réessayez, ou écrivez le nom de votre commune."),
        "failedOffline": _("Vous semblez hors ligne. Vérifiez la connexion, puis réessayez."),
        "failedAway": _("L’annuaire ne répond pas pour le moment. Réessayez dans quelques secondes."),
        "failedSlow": _("La réponse tarde trop. Réessayez."),
        "shareCovered": _("{share} couverts"),
        "coverageUnknown": _("couverture inconnue"),
        "noOrganisation": _("rien à couvrir"),
        "pointsLeftOff": _("{count} points de plus ne sont pas dessinés ; la liste les a tous."),
        "tooManyPoints": _("Trop de points pour les recompter ici : choisissez un territoire plus petit."),
        "unchanged": _("inchangé"),
        "pinMoves": _("{name} : déplacer avec les flèches"),
        "newPlace": _("Nouveau lieu {number}"),
        "undo": _("Retirer"),
        "edit_add": _("Ajouté : {name}"),
        "edit_move": _("Déplacé : {name}"),
        "edit_close": _("Fermé : {name}"),
        "edit_equip": _("Équipé : {name}"),
        "saving": _("Enregistrement…"),
        "changedMeanwhile": _(
            "Quelqu’un a modifié ce scénario entre-temps : rechargez la page, puis refaites vos changements."
        ),
        "pointsAway": _("Les points n’ont pas pu être chargés. Le tableau et la liste restent complets."),
    }


def _counts() -> dict[str, dict[str, str]]:
    return {
        "places": {
            "one": ngettext("{count} lieu", "{count} lieux", 1),
            "other": ngettext("{count} lieu", "{count} lieux", 2),
        },
        "kept": {
            "one": ngettext("Ma sélection ({count})", "Ma sélection ({count})", 1),
            "other": ngettext("Ma sélection ({count})", "Ma sélection ({count})", 2),
        },
        "unknown": {
            "one": ngettext("{count} inconnu", "{count} inconnus", 1),
            "other": ngettext("{count} inconnu", "{count} inconnus", 2),
        },
        "show": {
            "one": ngettext("Voir {count} lieu", "Voir les {count} lieux", 1),
            "other": ngettext("Voir {count} lieu", "Voir les {count} lieux", 2),
        },
        "suggestions": {
            "one": ngettext("{count} suggestion", "{count} suggestions", 1),
            "other": ngettext("{count} suggestion", "{count} suggestions", 2),
        },
        "keptPlaces": {
            "one": ngettext("{count} lieu retenu", "{count} lieux retenus", 1),
            "other": ngettext("{count} lieu retenu", "{count} lieux retenus", 2),
        },
        "cluster": {
            "one": ngettext("{count} lieu, agrandir", "{count} lieux, agrandir", 1),
            "other": ngettext("{count} lieu, agrandir", "{count} lieux, agrandir", 2),
        },
    }
