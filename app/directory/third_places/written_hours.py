"""Opening hours in OpenStreetMap's syntax."""

import re
from functools import lru_cache

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from app.directory.third_places.opening_hours import check_syntax
from app.directory.third_places.opening_syntax import MONTHS, STATES, WEEKDAYS, NotUnderstoodError, parse

LONGEST = 2000
"""Characters; the longest real ones have a few hundred."""
ALWAYS = "24/7"
WORD = re.compile(r'"[^"]*"|[A-Za-z]+')
SHORT_HOUR = re.compile(r'"[^"]*"|(?<![0-9:])[0-9]:[0-9]{2}')
WRITTEN = {word: word.title() for word in (*WEEKDAYS, *MONTHS)} | {"ph": "PH", "sh": "SH"}
WRITTEN |= {word: word for word in (*STATES, "week")}


@lru_cache(maxsize=4096)
def opening_hours(text: str) -> str:
    """Return opening hours as a maintained parser writes them: `mo-fr 9:00-18:00` is `Mo-Fr 09:00-18:00`.

    Where it would say something else than was published (`PH Su off` is not `PH,Su closed`, a comment is not
    `24/7`), the text stays, with its days and hours written alike.

    Raises
    ------
    ValueError
        When the text is not in OpenStreetMap's syntax: sentences such as `lundi 9h-12h` are not guessed at.

    """
    if len(text) > LONGEST:
        raise ValueError(f"opening hours of {len(text)} characters are none")
    try:
        rules = parse(text)
    except NotUnderstoodError:
        check_syntax(text)
        return text
    try:
        rewritten = str(OpeningHours(text))
        says_the_same = parse(rewritten) == rules and (ALWAYS in rewritten) == (ALWAYS in text)
    except (ParserError, NotUnderstoodError):
        says_the_same = False
    return rewritten if says_the_same else _tidy(text)


def _tidy(text: str) -> str:
    text = WORD.sub(lambda match: WRITTEN.get(match[0].lower(), match[0]), text)
    return SHORT_HOUR.sub(lambda match: match[0] if match[0].startswith('"') else f"0{match[0]}", text)
