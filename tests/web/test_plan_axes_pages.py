"""The pages of projects and of offers of support, and the offers beside an organisation's matches."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support.clients import client_of
from support.rows import execute

WHO = """
SELECT public_id FROM organisation
WHERE status = 'open' AND region_code IS NOT NULL AND position IS NOT NULL AND {} EXISTS (
  SELECT FROM organisation_support WHERE organisation_id = organisation.id AND is_needed
) ORDER BY 1 LIMIT 1
"""


@pytest.fixture(scope="module")
def client(demonstration_url: str) -> Iterator[FlaskClient]:
    with client_of(demonstration_url) as made:
        yield made


def test_projects_by_region(client: FlaskClient, demonstration_url: str) -> None:
    ((region, title, others),) = execute(
        demonstration_url,
        "SELECT region_codes[1], title, (SELECT count(*) FROM project AS one"
        " WHERE project.region_codes[1] = ANY (one.region_codes)) FROM project ORDER BY title LIMIT 1",
    )
    page = client.get(f"/projets?region={region}&q={title.split()[2]}+fictif").text
    assert title.replace("'", "&#39;") in page
    assert "Siège du porteur" in page
    assert f"/api/v1/exports/projects.csv?region={region}" in page
    every = client.get(f"/projets?region={region}").text
    assert every.count("<article") == min(others, 20)
    assert "Aucun projet ne correspond." in client.get("/projets?q=zzzz").text
    assert client.get("/projets?region=zz").status_code == 400


def test_grants_of_the_demonstration_say_that_they_are_fictional(client: FlaskClient) -> None:
    features = client.get("/api/v1/grants?limit=100").get_json(force=True)["features"]
    assert len(features) > 50
    for one in (feature["properties"] for feature in features):
        assert one["fictional"]
        assert "fictif" in one["funder"]
        assert "démonstration" in one["purpose"]
    assert "Financeur fictif" in client.get("/financements").text


def test_the_list_goes_on(client: FlaskClient) -> None:
    first = client.get("/accompagnement")
    assert first.text.count("<article") == 20
    following = first.text.split('rel="nofollow">Page suivante')[0].rsplit('href="', 1)[1].split('"')[0]
    second = client.get(following.replace("&amp;", "&"))
    assert second.status_code == 200
    assert second.text.count("<article") == 20


def test_offers_in_english_by_kind_of_help(client: FlaskClient) -> None:
    page = client.get("/accompagnement?need=strategy&region=53&lang=en").text
    assert "Strategic positioning" in page
    assert "Réseau fictif national" in page
    assert '<option value="strategy" selected>' in page


def test_offers_stand_beside_the_matches_of_who_named_the_need(
    client: FlaskClient, demonstration_url: str
) -> None:
    ((who,),) = execute(demonstration_url, WHO.format(""))
    ((silent,),) = execute(demonstration_url, WHO.format("NOT"))
    page = client.get(f"/organismes?organisation={who}").text
    assert "Cet organisme a dit avoir besoin d’appui" in page
    assert "Accompagnement fictif" in page
    assert "Accompagnement fictif" not in client.get(f"/organismes?organisation={silent}").text
