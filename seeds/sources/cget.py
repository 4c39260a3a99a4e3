"""The census of third places of 2019 by the CGET (now ANCT): 1,512 geocoded places.

Kind: the two dominant kinds of TYPO, else a third place. TYPO is no list of machines: a fab lab gets no
equipment from it.

Commune: the one that INSEECOM states; INSEE_CALC, computed by the file's editors from the position, where
INSEECOM is empty or names an arrondissement of the same city. A point far from the stated commune is the
loader's business.

Precision of the position, first rule that fits:

1. GEOCOD, the geocoder's answer, names nothing but a commune: `commune_centroid`, whatever the score.
2. PRECISION, its score, is 0.8 to 1: `address`.
3. It is 0.5 to 0.8: `street`.
4. It is lower, empty, or no score (8 and 9 are levels of another geocoder): `street` when the row gives an
   address and the commune or town that it states is the one where the point lies; else `commune_centroid`,
   because nothing in the row confirms more. A text that is no score leaves a remark.
"""

from app.directory.common.websites import website
from app.directory.third_places.vocabulary import ASSUMED
from seeds.reading.base import CsvReader, Fields
from seeds.reading.normalise.postal import commune_code, postcode, street_address, without_cedex
from seeds.reading.normalise.text import fold_place_name
from seeds.reading.records import LocationRecord, PlaceRecord

COLUMNS = (
    "ID", "NOM_TL", "ADRESSE", "CP", "COMINIT", "INSEECOM", "NOMCOM", "WEB", "TYPO", "LAT", "LONG", "GEOCOD",
    "PRECISION", "INSEE_CALC", "COMMUNE_CALC",
)  # fmt: skip
KINDS = {
    "Tiers lieux à dominante coworking": "coworking",
    "Tiers lieux à dominante fablab": "fablab",
}
ADDRESS_SCORE, STREET_SCORE, BEST_SCORE = 0.8, 0.5, 1.0
COUNTRY = "france"


def _to_record(fields: Fields, record_id: str) -> PlaceRecord:
    kind = KINDS.get(fields.text("TYPO") or "")
    if kind is None and fields.text("TYPO") is not None:
        fields.remark("kind_unknown")
    return PlaceRecord(
        origin=fields.origin,
        source_record_id=record_id,
        name=fields.name("NOM_TL"),
        kind=kind or "third_place",
        assumed=("status",) if kind else ASSUMED,
        location=_location(fields),
        website=fields.optional("WEB", website, "website_unreadable"),
        remarks=fields.remarks,
    )


def _location(fields: Fields) -> LocationRecord:
    position = fields.position("LAT", "LONG")
    code = fields.optional("CP", postcode, "postcode_unreadable")
    address = fields.text("ADRESSE")
    return LocationRecord(
        address=street_address(address, code) if address else None,
        postcode=code,
        city=_stated_town(fields) or fields.text("COMMUNE_CALC"),
        commune_code=_commune(fields),
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        position_precision=_precision(fields) if position else None,
    )


def _commune(fields: Fields) -> str | None:
    stated = fields.optional("INSEECOM", commune_code, "commune_code_unreadable")
    return stated or _computed_commune(fields)


def _computed_commune(fields: Fields) -> str | None:
    return fields.optional("INSEE_CALC", commune_code, "commune_code_unreadable")


def _stated_town(fields: Fields) -> str | None:
    official = fields.text("NOMCOM")
    if official:
        return official
    typed = fields.text("COMINIT")
    return without_cedex(typed) if typed else None


def _precision(fields: Fields) -> str:
    if _geocoded_to_a_commune(fields):
        return "commune_centroid"
    score = _score(fields)
    if score is not None and score >= ADDRESS_SCORE:
        return "address"
    if score is not None and score >= STREET_SCORE:
        return "street"
    confirmed = fields.text("ADRESSE") is not None and _lies_where_stated(fields)
    return "street" if confirmed else "commune_centroid"


def _score(fields: Fields) -> float | None:
    """Return the geocoder's score, or None where there is none."""
    return fields.optional("PRECISION", _as_score, "precision_unreadable")


def _as_score(text: str) -> float:
    score = float(text.replace(",", "."))
    if not 0 <= score <= BEST_SCORE:
        raise ValueError(f"{text} is no score from 0 to {BEST_SCORE}")
    return score


def _geocoded_to_a_commune(fields: Fields) -> bool:
    """Whether the answer is a commune's name alone, or with its postcode and the country."""
    label = fields.text("GEOCOD")
    if label is None:
        return False
    words = [word for word in fold_place_name(label).split() if not word.isdigit() and word != COUNTRY]
    names = (fields.text("NOMCOM"), fields.text("COMINIT"), fields.text("COMMUNE_CALC"))
    return fold_place_name(" ".join(words)) in {fold_place_name(name) for name in names if name}


def _lies_where_stated(fields: Fields) -> bool:
    stated = fields.optional("INSEECOM", commune_code, "commune_code_unreadable")
    if stated is not None:
        return stated == _computed_commune(fields)
    town, computed = _stated_town(fields), fields.text("COMMUNE_CALC")
    if town is None or computed is None:
        return False
    # "Lyon 5e arrondissement" lies in Lyon.
    return f"{fold_place_name(town)} ".startswith(f"{fold_place_name(computed)} ")


read_cget = CsvReader(COLUMNS, lambda fields: fields.text("ID"), _to_record)
