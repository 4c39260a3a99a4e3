import csv
import re
from pathlib import Path

import pytest

from seeds.fictional.demo.generate import demonstration
from seeds.fictional.demo.identifiers import luhn_digit, siren, siret, uai

SHARED_DATA = Path(__file__).parents[4].parent / "shared" / "data"
PUBLISHED = SHARED_DATA / "organismes_formation_cfa.csv"


def is_luhn_valid(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def test_the_luhn_digit_of_a_published_example() -> None:
    assert luhn_digit("7992739871") == "3"


def test_numbers_read_as_numbers_do() -> None:
    assert siren(1) == "000010017"
    assert siret(siren(1), 1) == "00001001700010"
    assert uai(1) == "9990001X"


def test_sirets_are_unique_valid_and_below_every_number_given_out() -> None:
    organisations = demonstration().organisations

    assert len({site.siret for site in organisations}) == len(organisations)
    for site in organisations:
        assert site.siret is not None
        assert site.siren is not None
        assert re.fullmatch(r"[0-9]{14}", site.siret)
        assert is_luhn_valid(site.siret)
        assert is_luhn_valid(site.siren)
        assert site.siret.startswith(site.siren)
        assert site.siren < "000100000"


def test_some_legal_bodies_have_several_sites_of_one_kind_and_number() -> None:
    bodies: dict[str | None, set[tuple[str, str, str | None]]] = {}
    organisations = demonstration().organisations
    for site in organisations:
        bodies.setdefault(site.siren, set()).add((site.name, site.kind, site.nda))

    assert all(len(shared) == 1 for shared in bodies.values())
    assert 900 <= len(bodies) <= 1200


def test_nda_and_uai_have_their_form_and_only_a_cfa_has_a_uai() -> None:
    organisations = demonstration().organisations
    for site in organisations:
        assert site.nda is None or re.fullmatch(r"00[0-9]{9}", site.nda)
        assert site.uai is None or re.fullmatch(r"999[0-9]{4}[A-HJ-NPR-Z]", site.uai)
        assert site.uai is None or site.kind == "cfa"
    uais = [site.uai for site in organisations if site.uai]
    assert len(uais) == len(set(uais)) > 300
    assert any(site.nda for site in organisations)


@pytest.mark.shared_data
def test_published_uais_carry_the_letter_that_we_compute_and_ours_are_not_among_them() -> None:
    if not PUBLISHED.exists():
        pytest.skip(f"../shared/data/{PUBLISHED.name} is not there")
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    published = [row["uai"] for row in rows if re.fullmatch(r"[0-9]{7}[A-Z]", row["uai"])]
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    right = sum(uai_code[7] == letters[int(uai_code[:7]) % 23] for uai_code in published)
    organisations = demonstration().organisations

    assert right > 0.99 * len(published) > 1000
    assert not {site.uai for site in organisations if site.uai} & set(published)
    assert not {site.siren for site in organisations} & {row["siren"] for row in rows}
