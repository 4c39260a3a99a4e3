"""What pages and files say around midnight, on Sundays, and in the hours that are skipped and repeated."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import Document, read, state_of
from support.rows import Rows, execute

from app.platform.clock import PARIS

OPEN, CLOSED = "Ouvert maintenant", "Fermé"


def at(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let the present be a time, in Paris where no offset is given."""
    moment = datetime.fromisoformat(text)
    stand_still(monkeypatch, moment if moment.tzinfo else moment.replace(tzinfo=PARIS))


def week_of(text: str) -> str:
    """Return the table of the week, without its day of today."""
    found = re.search(r"Horaires de la semaine (.*?) Tels que publiés", text)
    assert found, text
    return found[1].replace(" aujourd’hui", "")


# 6 March 2026 is a Friday, 8 March a Sunday.
@pytest.mark.parametrize(
    ("now", "today", "state"),
    [
        ("2026-03-06T19:59", "20 h – 2 h", CLOSED),
        ("2026-03-06T20:00", "20 h – 2 h", OPEN),
        ("2026-03-06T23:59:59", "20 h – 2 h", OPEN),
        ("2026-03-07T00:00", "0 h – 2 h, 14 h – 18 h", OPEN),
        ("2026-03-07T01:59:59", "0 h – 2 h, 14 h – 18 h", OPEN),
        ("2026-03-07T02:00", "14 h – 18 h", CLOSED),
        ("2026-03-08T23:00", "22 h – 1 h", OPEN),
        ("2026-03-09T00:30", "0 h – 1 h", OPEN),
        ("2026-03-09T01:00", "Fermé", CLOSED),
    ],
)
def test_a_night_is_open_until_its_end_and_told_once_a_week(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch, now: str, today: str, state: str
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours="Fr 20:00-02:00, Sa 14:00-18:00, Su 22:00-01:00", public_id="tl-night")
    at(monkeypatch, now)
    text = read(made, "/lieux/tl-night").text
    assert f"Aujourd’hui : {today} Toute la semaine" in text
    assert state_of(made, "/lieux/tl-night").startswith(state)
    assert week_of(text).endswith(
        "Lundi Fermé Mardi Fermé Mercredi Fermé Jeudi Fermé"
        " Vendredi 20 h – 2 h Samedi 14 h – 18 h Dimanche 22 h – 1 h"
    )


@pytest.mark.parametrize(
    ("department", "now", "day", "state"),
    [
        # Sunday evening in Paris is Monday in Nouméa; Monday morning in Paris is Sunday in Guiana.
        ("988", "2026-03-08T22:30", "Lundi", OPEN),
        ("75", "2026-03-08T22:30", "Dimanche", CLOSED),
        ("973", "2026-03-09T02:00", "Dimanche", CLOSED),
        ("75", "2026-03-09T09:30", "Lundi", OPEN),
    ],
)
def test_a_place_has_the_day_of_its_own_zone(
    made: FlaskClient,
    empty_url: str,
    monkeypatch: pytest.MonkeyPatch,
    department: str,
    now: str,
    day: str,
    state: str,
) -> None:
    zones = {"988": {"timezone": "Pacific/Noumea"}, "973": {"department_code": "973"}}
    with Rows.into(empty_url) as rows:
        rows.place(hours="Mo 08:00-18:00", public_id="tl-1", **zones.get(department, {}))
    at(monkeypatch, now)
    text = read(made, "/lieux/tl-1").text
    assert f"{day} aujourd’hui" in text
    assert state_of(made, "/lieux/tl-1").startswith(state)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-03-29T00:59:59+00:00", CLOSED),  # a second before two o'clock, which is three o'clock
        ("2026-03-29T01:00:00+00:00", OPEN),
        ("2026-10-25T00:30:00+00:00", CLOSED),  # half past two, for the first time
        ("2026-10-25T01:30:00+00:00", CLOSED),  # and for the second
        ("2026-10-25T02:00:00+00:00", OPEN),
        ("2028-02-29T02:00:00+00:00", OPEN),
    ],
)
def test_clocks_on_the_wall_open_a_place_when_they_change(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch, now: str, state: str
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours="Mo-Su 03:00-04:00", public_id="tl-1")
    at(monkeypatch, now)
    assert state_of(made, "/lieux/tl-1").startswith(state)


@pytest.mark.parametrize(
    ("now", "shown"),
    [("2026-03-06T17:59:59", ["Ouvert maintenant, jusqu’à 18 h"]), ("2026-03-06T18:00", [])],
)
def test_the_list_and_its_cards_agree_to_the_second(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch, now: str, shown: list[str]
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours="Mo-Fr 09:00-18:00")
    at(monkeypatch, now)
    text = read(made, "/resultats?open=now").text
    assert re.findall(r"Ouvert maintenant, jusqu’à 18 h|Fermé (?:pour|aujourd)", text) == shown


def test_a_directory_read_at_night_in_paris_bears_the_day_of_paris(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1")
    execute(
        empty_url,
        "UPDATE third_place SET fetched_at = '2026-06-30T22:30Z', updated_at = '2026-12-31T23:30Z'",
    )
    text = read(made, "/lieux/tl-1").text
    assert "Importé ici le 1er juillet 2026" in text
    assert "Dernière modification ici 1er janvier 2027" in text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/embed/export.html", "proxilieux-2027-01-01.html"),
        ("/organismes/lieux.csv?organisation=of-1", "proxilieux-matches-2027-01-01.csv"),
        ("/api/v1/exports/third-places.geojson", "proxilieux-third-places-2027-01-01.geojson"),
    ],
)
def test_a_file_saved_after_midnight_in_paris_bears_the_new_day(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch, path: str, name: str
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(equipment=["wifi"])
        rows.organisation(public_id="of-1", needs=["wifi"])
    at(monkeypatch, "2027-01-01T00:10")
    response = made.get(path)
    assert response.status_code == 200, response.text[:300]
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_list_sent_after_midnight_in_paris_comes_back_with_the_new_day(
    made: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "2027-01-01T00:10")
    with made.post(
        "/api/v1/matches/batch", data="id,lat,lon,equipment\r\n1,48.8,2.3,wifi\r\n", content_type="text/csv"
    ) as response:
        assert "proxilieux-matches-2027-01-01.csv" in response.headers["Content-Disposition"]


# 6 March 2026 is a Friday; the 8th of May, a Friday, is a public holiday.
@pytest.mark.parametrize(
    ("now", "hours", "said"),
    [
        ("2026-03-06T08:00", "Fr 09:30-12:00", "ouvre à 9 h 30"),
        ("2026-03-06T13:00", "Mo-Sa 09:00-12:00", "ouvre demain à 9 h"),
        ("2026-03-06T22:30", "Tu 17:00-21:00", "ouvre mardi à 17 h"),
        ("2026-03-06T13:00", "Fr 09:00-12:00", "ouvre le vendredi 13 mars à 9 h"),
        ("2026-05-07T19:00", "Th-Fr 09:00-18:00; Sa 10:00-12:00; PH off", "ouvre samedi à 10 h"),
        ("2026-05-07T19:00", "Th 09:00-18:00; PH 11:00-12:00", "ouvre demain à 11 h"),
        ("2026-03-06T03:00", "Fr 20:00-02:00", "ouvre à 20 h"),
    ],
)
def test_a_closed_place_says_when_it_opens_next(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch, now: str, hours: str, said: str
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours=hours, public_id="tl-1")
    at(monkeypatch, now)
    assert f"Fermé, {said}" in read(made, "/").text
    assert state_of(made, "/lieux/tl-1") == f"Fermé, {said}"
    popup = made.get("/lieux/tl-1/apercu")
    assert f"Fermé, {said}" in Document(popup.text).text
    assert popup.headers["Cache-Control"] == "no-store"


def test_the_next_opening_is_of_the_places_own_day(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours="Mo 08:00-18:00", public_id="tl-1", department_code="973")
    at(monkeypatch, "2026-03-09T02:00")  # Sunday evening in Guiana
    assert "Fermé, opens" not in read(made, "/?lang=en").text
    assert "Closed, opens tomorrow at 08:00" in read(made, "/?lang=en").text


def test_what_never_opens_again_promises_nothing(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours="2026 Jan 01-2026 Mar 01 Mo-Su 09:00-12:00", public_id="tl-1")
        rows.place(public_id="tl-2")
    at(monkeypatch, "2026-03-06T13:00")
    assert " ouvre " not in read(made, "/lieux/tl-1").text
    assert "Horaires non renseignés" in read(made, "/lieux/tl-2/apercu").text
