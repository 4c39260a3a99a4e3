"""Telephone numbers, read with Google's libphonenumber (`phonenumbers`)."""

import re
from functools import cache

import phonenumbers

METROPOLITAN = "FR"
OVERSEAS_DIALLED_LIKE_PARIS = ("GP", "MQ", "GF", "RE", "YT")
"""Ten digits that begin with 0, as in metropolitan France, yet under +590, +596, +594 and +262."""
REGION_OF_POSTCODE = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
"""Numbering region of the overseas postcodes: six digits of Saint-Pierre or Nouméa mean nothing without."""
_SEVERAL = re.compile(r"[/;|,\n]| [-–—] |\s+(?=0[1-9](?:[ .]?\d{2}){4}$)|\bou\b|\bet\b", re.IGNORECASE)
_SAINT_PIERRE = re.compile(r"^\D*0508(?=(?:\D*[0-9]){6}\D*$)")
"""Prefix under which six digits of these islands are dialled from elsewhere in France."""
_OF_SPREADSHEET = re.compile(r"^0?([1-9][0-9]{8})\.0$")
"""A number that a spreadsheet took for an amount: its zero is gone, and `.0` has come."""
_LONGEST = 200
_PLAIN = re.compile(r"(?:\+33|0)([1-9](?:[ .]?[0-9]{2}){4})")
"""A French number as it is nearly always written."""
_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager",
    "uan", "voicemail",
)  # fmt: skip
_SEPARATORS = str.maketrans("", "", " .")
_OF_SAINT_PIERRE = "508"


def telephone(text: str, *, postcode: str | None = None) -> str:
    """Return a number in international form without spaces (E.164), such as `+33142345678`.

    A number without a country is looked for in the region of `postcode`, then in metropolitan France, then in
    the overseas départements that dial like it. Of several numbers the first that exists is taken.

    Raises
    ------
    ValueError
        When the text holds no number that the numbering plans of these regions know.

    """
    regions = _regions(postcode)
    plain = _PLAIN.fullmatch(text) if regions[0] == METROPOLITAN else None
    if plain:
        digits = plain[1].translate(_SEPARATORS)
        if not digits.startswith(_OF_SAINT_PIERRE) and _in_france().fullmatch(digits):
            return f"+33{digits}"
    text = _OF_SPREADSHEET.sub(r"0\1", text[:_LONGEST].strip())
    for part in _SEVERAL.split(text):
        number = _number(part, regions) or _number_among_words(part, regions)
        if number:
            return number
    raise ValueError(f"{text!r} is not a telephone number")


@cache
def _in_france() -> re.Pattern[str]:
    """Return what is a valid number in France, in one expression: libphonenumber's own, of all its kinds."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region(METROPOLITAN)
    if plan is None or plan.general_desc is None:
        raise RuntimeError("phonenumbers knows no numbers of France")
    kinds = [getattr(plan, kind) for kind in _KINDS]
    numbers = [kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern]
    return re.compile(f"(?={plan.general_desc.national_number_pattern}$)(?:{'|'.join(numbers)})")


def _regions(postcode: str | None) -> tuple[str, ...]:
    stated = REGION_OF_POSTCODE.get((postcode or "")[:3])
    others = (METROPOLITAN, *OVERSEAS_DIALLED_LIKE_PARIS)
    return (stated, *others) if stated else others


def _number_among_words(text: str, regions: tuple[str, ...]) -> str | None:
    """Return the first number of a text that holds more: "01 42 34 56 78 (standard)", two with a dash."""
    for region in regions:
        for result in phonenumbers.PhoneNumberMatcher(text, region):
            return phonenumbers.format_number(result.number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _number(text: str, regions: tuple[str, ...]) -> str | None:
    text, dialled = _SAINT_PIERRE.subn("+508", text)
    for region in regions[:1] if dialled else regions:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None
