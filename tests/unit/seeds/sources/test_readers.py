from pathlib import Path

import pytest
from support.published_rows import CGET, COMMUNE, LABELLED, MEDNUM, ORGANISATION
from support.reading import read_one, refusal_code

from seeds.sources.cget import read_cget
from seeds.sources.communes import read_communes
from seeds.sources.labelled import read_fabriques, read_manufactures
from seeds.sources.mednum_equipment import read_mednum_equipment
from seeds.sources.organisations_cfa import read_organisations_cfa

# Labelled places


def test_labels_are_awards_of_an_unknown_year(tmp_path: Path) -> None:
    for reader, kind, programme in (
        (read_fabriques, "third_place", "fabrique-de-territoire"),
        (read_manufactures, "manufactory", "manufacture-de-proximite"),
    ):
        place = read_one(reader, tmp_path, LABELLED)
        assert place.kind == kind
        assert [(award.programme_code, award.year) for award in place.awards] == [(programme, None)]
        assert place.location.position_precision == "commune_centroid"


def test_a_label_without_a_position_is_kept(tmp_path: Path) -> None:
    place = read_one(read_fabriques, tmp_path, LABELLED, latitude="", longitude="", commune="NA")
    assert place.location.latitude is None
    assert place.location.position_precision is None
    assert place.location.city is None


# CGET


@pytest.mark.parametrize(
    ("typo", "kind"),
    [
        ("Tiers lieux à dominante coworking", "coworking"),
        ("Tiers lieux à dominante fablab", "fablab"),
        ("", "third_place"),
    ],
)
def test_the_dominant_kind_is_no_equipment(tmp_path: Path, typo: str, kind: str) -> None:
    place = read_one(read_cget, tmp_path, CGET, TYPO=typo)
    assert (place.kind, place.equipment, place.remarks) == (kind, (), ())


@pytest.mark.parametrize(
    ("changes", "precision"),
    [
        ({"PRECISION": "0.80"}, "address"),
        ({"PRECISION": "1"}, "address"),
        ({"PRECISION": "0,79"}, "street"),
        ({"PRECISION": "0.5"}, "street"),
        # no score, or a low one: the row's own commune must be where the point lies
        ({"PRECISION": "9"}, "street"),
        ({"PRECISION": "0.49"}, "street"),
        ({"PRECISION": "nan"}, "street"),
        ({"PRECISION": "", "INSEECOM": "", "NOMCOM": "", "COMINIT": "NANTES Cedex 2"}, "street"),
        ({"PRECISION": "9", "INSEECOM": "", "NOMCOM": "", "COMINIT": "Nantes 5e arrondissement"}, "street"),
        ({"PRECISION": "9", "INSEECOM": "", "NOMCOM": "", "COMINIT": "Saint-Nazaire"}, "commune_centroid"),
        ({"PRECISION": "0.49", "INSEECOM": "44162"}, "commune_centroid"),
        ({"PRECISION": "9", "ADRESSE": ""}, "commune_centroid"),
        ({"PRECISION": "", "INSEECOM": "", "NOMCOM": "", "GEOCOD": ""}, "commune_centroid"),
        # the geocoder found nothing but the commune
        ({"PRECISION": "0.98", "GEOCOD": "Nantes"}, "commune_centroid"),
        ({"PRECISION": "4", "GEOCOD": "44000 Nantes, France"}, "commune_centroid"),
    ],
)
def test_the_precision_follows_the_score(tmp_path: Path, changes: dict[str, str], precision: str) -> None:
    assert read_one(read_cget, tmp_path, CGET, **changes).location.position_precision == precision


@pytest.mark.parametrize(
    ("stated", "computed", "commune"),
    [
        ("75110", "75056", "75056"),
        ("", "44109", "44109"),
        ("93070", "75056", "93070"),
        ("x", "44109", "44109"),
    ],
)
def test_the_stated_commune_comes_first(tmp_path: Path, stated: str, computed: str, commune: str) -> None:
    place = read_one(read_cget, tmp_path, CGET, INSEECOM=stated, INSEE_CALC=computed)
    assert place.location.commune_code == commune


def test_websites_become_absolute_or_are_left_out_with_a_remark(tmp_path: Path) -> None:
    assert read_one(read_cget, tmp_path, CGET, WEB="www.example.org").website == "https://www.example.org"
    place = read_one(read_cget, tmp_path, CGET, WEB="en cours")
    assert place.website is None
    assert place.remarks == ("website_unreadable",)


# Equipment


def test_the_record_id_names_the_territory(tmp_path: Path) -> None:
    place = read_one(read_mednum_equipment, tmp_path, MEDNUM)
    assert place.source_record_id == "gironde:12"
    assert place.kind == "library"
    assert place.location.address == "8 rue Haute"


def test_typed_equipment_is_read_with_its_text(tmp_path: Path) -> None:
    text = "Imprimante 3D, découpe Laser, fraiseuses Numériques, plotter"
    place = read_one(read_mednum_equipment, tmp_path, MEDNUM, equipement_brut=text)
    assert {"printer_3d", "laser_cutter", "cnc"} <= {item.type_code for item in place.equipment}
    assert all(item.raw_text for item in place.equipment)


@pytest.mark.parametrize(
    ("access", "wheelchair"),
    [("PMR:oui", "yes"), ("PMR:non", "no"), ("Oui", None), ("Non", None), ("", None)],
)
def test_only_pmr_speaks_of_wheelchairs(tmp_path: Path, access: str, wheelchair: str | None) -> None:
    place = read_one(read_mednum_equipment, tmp_path, MEDNUM, acces_brut=access, equipement_brut="ordinateur")
    assert place.wheelchair == wheelchair
    assert {item.conditions for item in place.equipment} == {None}
    assert {item.shareable for item in place.equipment} == {"unknown"}


def test_other_access_is_a_condition_of_the_equipment(tmp_path: Path) -> None:
    place = read_one(
        read_mednum_equipment,
        tmp_path,
        MEDNUM,
        acces_brut="Oui, sur rendez-vous",
        equipement_brut="ordinateur",
    )
    assert [item.conditions for item in place.equipment] == ["Oui, sur rendez-vous"]


@pytest.mark.parametrize(
    ("changes", "precision"),
    [
        ({}, "address"),
        ({"adresse": "place de la mairie"}, "street"),
        ({"adresse": "le village 33000"}, "street"),
        ({"adresse": ""}, "street"),
        ({"precision_coord": "commune_centroid:cp+nom"}, "commune_centroid"),
        ({"latitude": "", "longitude": ""}, None),
    ],
)
def test_precision_of_typed_places(tmp_path: Path, changes: dict[str, str], precision: str | None) -> None:
    assert (
        read_one(read_mednum_equipment, tmp_path, MEDNUM, **changes).location.position_precision == precision
    )


@pytest.mark.parametrize(("gap", "doubtful"), [("25.0", False), ("25,1", True), ("592.9", True), ("", False)])
def test_points_far_from_their_commune_are_doubtful(tmp_path: Path, gap: str, doubtful: bool) -> None:
    place = read_one(read_mednum_equipment, tmp_path, MEDNUM, ecart_centroide_km=gap)
    assert place.location.position_doubtful is doubtful


def test_new_caledonia_has_no_commune_code(tmp_path: Path) -> None:
    place = read_one(
        read_mednum_equipment,
        tmp_path,
        MEDNUM,
        source="nouvelle-caledonie",
        code_insee="98818",
        latitude="-21.2",
        longitude="165.3",
    )
    assert place.location.commune_code is None


def test_the_epoch_is_no_update(tmp_path: Path) -> None:
    place = read_one(read_mednum_equipment, tmp_path, MEDNUM, date_maj="01/01/1970")
    assert place.source_updated_on is None
    assert place.remarks == ()


# Organisations


@pytest.mark.parametrize(
    ("nature", "kind", "role"),
    [
        ("responsable", "cfa", "responsable"),
        ("formateur", "cfa", "formateur"),
        ("responsable_formateur", "cfa", "responsable_formateur"),
        ("inconnue", "training_organisation", None),
        ("", "training_organisation", None),
    ],
)
def test_a_role_in_apprenticeship_makes_a_cfa(
    tmp_path: Path, nature: str, kind: str, role: str | None
) -> None:
    site = read_one(read_organisations_cfa, tmp_path, ORGANISATION, nature=nature)
    assert (site.kind, site.apprenticeship_role) == (kind, role)


@pytest.mark.parametrize(("typed", "qualiopi"), [("Oui", True), ("Non", False), ("", None)])
def test_an_empty_qualiopi_is_unknown(tmp_path: Path, typed: str, qualiopi: bool | None) -> None:
    assert read_one(read_organisations_cfa, tmp_path, ORGANISATION, qualiopi=typed).qualiopi is qualiopi


def test_nothing_is_known_of_equipment(tmp_path: Path) -> None:
    site = read_one(read_organisations_cfa, tmp_path, ORGANISATION)
    assert (site.equipment_status, site.plans_to_invest, site.needs) == ("unknown", None, ())


def test_a_closed_site_is_closed(tmp_path: Path) -> None:
    states = {"fermé": "closed", "actif": "open", "": "open"}
    for typed, status in states.items():
        row = {**ORGANISATION, "etat_administratif": typed}
        assert read_one(read_organisations_cfa, tmp_path, row).status == status


def test_networks_are_split(tmp_path: Path) -> None:
    site = read_one(read_organisations_cfa, tmp_path, ORGANISATION, reseaux="mfr|agri|")
    assert site.networks == ("agri", "mfr")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"siret": "73282932000075"}, "siret_invalid"),
        ({"siret": ""}, "record_id_missing"),
        ({"siren": "552100554"}, "siren_differs"),
    ],
)
def test_refused_organisations(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    assert refusal_code(read_organisations_cfa, tmp_path, ORGANISATION, **changes) == code


def test_other_identifiers_may_be_wrong(tmp_path: Path) -> None:
    site = read_one(
        read_organisations_cfa, tmp_path, ORGANISATION, numero_declaration_activite="1", uai="x", siren="1"
    )
    assert (site.siren, site.nda, site.uai) == ("732829320", None, None)
    assert site.remarks == ("siren_unreadable", "nda_unreadable", "uai_unreadable")


# Communes


def test_a_commune_with_its_territories(tmp_path: Path) -> None:
    commune = read_one(read_communes, tmp_path, COMMUNE)
    assert (commune.department_code, commune.region_code) == ("01", "84")
    assert commune.postcodes == ("01500", "01501")
    assert commune.population == 15934


def test_an_arrondissement_belongs_to_its_commune(tmp_path: Path) -> None:
    changes = {"code_insee": "75110", "type": "arrondissement-municipal", "code_epci": "", "nom_epci": ""}
    commune = read_one(read_communes, tmp_path, COMMUNE, **changes)
    assert (commune.type, commune.parent_code, commune.department_code) == ("arrondissement", "75056", "75")


def test_collectivities_are_in_no_departement(tmp_path: Path) -> None:
    commune = read_one(read_communes, tmp_path, COMMUNE, code_insee="98818", latitude="", longitude="")
    assert (commune.department_code, commune.region_code) == (None, None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code_insee": "75X"}, "commune_code_invalid"),
        ({"type": "commune-deleguee"}, "type_unknown"),
        ({"type": "arrondissement-municipal"}, "arrondissement_unknown"),
        ({"codes_postaux": "01500|abc"}, "postcode_invalid"),
        ({"nom_epci": ""}, "name_missing"),
    ],
)
def test_refused_communes(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    assert refusal_code(read_communes, tmp_path, COMMUNE, **changes) == code
