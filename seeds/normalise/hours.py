"""Opening hours in OpenStreetMap's syntax."""

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

LONGEST = 2000
"""Characters; the longest real ones have a few hundred."""


def opening_hours(text: str) -> str:
    """Return opening hours as a maintained parser writes them: `mo-fr 9:00-18:00` is `Mo-Fr 09:00-18:00`.

    Raises
    ------
    ValueError
        When the text is not in OpenStreetMap's syntax: sentences such as `lundi 9h-12h` are not guessed at.

    """
    if len(text) > LONGEST:
        raise ValueError(f"opening hours of {len(text)} characters are none")
    try:
        return str(OpeningHours(text))
    except ParserError as error:
        raise ValueError(f"{text!r} is not in OpenStreetMap's opening_hours syntax") from error
