"""Text in pictures: whatever it is, it stays in its box, and nothing of it is lost but at its end."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.publishing.pictures.words import BOLD, ELLIPSIS, fit

WIDTH, LINES = 520, 3
SIZES = (72, 60, 44)
LONG = "Médiathèque-intercommunale-de-la-communauté-d’agglomération"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=200))
@example(LONG)
@example(f"{LONG} {LONG} {LONG}")
@example("W" * 200)
@example("")
def test_no_line_is_wider_than_its_box(text: str) -> None:
    fitted = fit(text, BOLD, SIZES, width=WIDTH, lines=LINES)
    assert len(fitted.lines) <= LINES
    assert all(fitted.face.getlength(line) <= WIDTH for line in fitted.lines)
    said = "".join(fitted.lines).replace(" ", "")
    whole = "".join(text.split())
    if said != whole:
        assert said.endswith(ELLIPSIS)
        assert whole.startswith(said.removesuffix(ELLIPSIS).rstrip())


def test_short_text_is_large_and_long_text_smaller() -> None:
    assert fit("Le Hangar", BOLD, SIZES, width=WIDTH, lines=LINES).face.size == SIZES[0]
    assert fit("Le Hangar des machines " * 3, BOLD, SIZES, width=WIDTH, lines=LINES).face.size < SIZES[0]
