from hypothesis import given
from hypothesis import strategies as st

from app.directory.third_places.mediation_numerique import CHOICES
from seeds.reading.normalise.choices import choices

SERVICES = CHOICES["services"]


@given(st.lists(st.sampled_from(SERVICES), unique=True), st.sampled_from([str.upper, str.lower, str]))
def test_what_is_in_the_list_is_found_however_it_is_written(named: list[str], write: object) -> None:
    text = "|".join(write(value) for value in named)  # type: ignore[operator]
    assert choices(text, SERVICES).known == tuple(named)
    assert choices(text, SERVICES).unknown == ()


def test_the_first_versions_joined_by_semicolons() -> None:
    chosen = choices("Jeunes ; etudiants;Familles et/ou enfants", CHOICES["publics_specifiquement_adresses"])
    assert chosen.known == ("Jeunes", "Étudiants", "Familles et/ou enfants")


def test_what_is_not_in_the_list_is_named() -> None:
    chosen = choices("Jeunes|Martiens||Jeunes", CHOICES["publics_specifiquement_adresses"])
    assert (chosen.known, chosen.unknown) == (("Jeunes",), ("Martiens",))


def test_a_space_that_the_schema_left_out() -> None:
    assert choices("Étapes numériques (La Poste)", CHOICES["formations_labels"]).known == (
        "Étapes numériques(La Poste)",
    )
