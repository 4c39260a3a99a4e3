"""« Demander à utiliser »: one rule for which places are asked, one vocabulary for what is filled in."""

from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from support.pages import Document, read
from support.rows import Rows

from app.publishing.pages.requests.asking_link import FIELDS


def links(page: Document) -> list[str]:
    """Addresses of the form that a page leads to."""
    return [link["href"] or "" for link in page.all("a") if (link["href"] or "").startswith("/demander")]


def test_a_search_fills_in_what_the_form_has_fields_for(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", equipment=["computer"])
        rows.organisation(public_id="of-one")
        rows.mark("published")
    need = "equipment=computer&quantity.computer=1&learners=8&day=monday&start=09:00&end=12:00"
    search = f"/organismes?organisation=of-one&needs=chosen&{need}"
    link = links(read(made, search))[0]
    said = parse_qs(urlsplit(link).query)
    assert set(said) - {"lieu"} <= FIELDS
    form = read(made, link)
    values = {field["name"]: field.get("value", "") for field in form.all("input") if "name" in field}
    assert {name: values[name] for name in ("first", "start", "learners")} == {
        name: said[name][0] for name in ("first", "start", "learners")
    }
    assert values["learners"] == "8"


def test_a_place_that_has_closed_is_not_asked(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1")
        rows.place(public_id="tl-2", name="Ancien atelier", status="closed")
    assert links(read(made, "/lieux/tl-1")) == ["/demander?lieu=tl-1"]
    assert links(read(made, "/lieux/tl-2")) == []
    page = read(made, "/selection?lieux=tl-1,tl-2")
    assert set(links(page)) == {"/demander?lieu=tl-1"}
    assert "Demander à utiliser ce lieu" in page.text
    assert links(read(made, "/selection?lieux=tl-2")) == []
