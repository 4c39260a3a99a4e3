"""Names that say that a place is closed."""

import pytest

from app.directory.third_places.closed_names import says_closed


@pytest.mark.parametrize(
    "name",
    [
        "L’atelier du 9 (Actuellement fermé)",
        "La Fabrique (FERMÉ)",
        "La Fabrique [fermée définitivement]",
        "La Fabrique - fermé",
        "La Fabrique – Fermé depuis 2021",
        "La Fabrique (fermeture définitive)",
        "La Fabrique (fermé temporairement) ",
    ],
)
def test_it_is_told(name: str) -> None:
    assert says_closed(name)


@pytest.mark.parametrize(
    "name",
    [
        "La Fabrique",
        "La Ferme du numérique",
        "Le Lieu fermé",
        "La Fabrique (fermé le lundi)",
        "La Fabrique (fermé en août)",
        "La Fabrique - Fermette",
        "Le Fermé-Ouvert",
        "",
    ],
)
def test_nothing_else_is(name: str) -> None:
    assert not says_closed(name)
