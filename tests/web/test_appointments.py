"""By appointment is not open: what pages say of it, and of hours that nobody can know."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from support.clocks import stand_still
from support.pages import read, state_of
from support.rows import Rows

from app.platform.clock import PARIS

BOTH = 'Mo-Fr 09:00-12:00, Mo-Fr 14:00-17:00 "sur rendez-vous"; PH "fermé"'
ELSE = 'Mo-Fr 09:00-12:00 || "sur rendez-vous"'
ONLY = '"sur rendez-vous"'
SATURDAYS = 'Mo-Fr 09:00-12:00; Sa "sur rendez-vous"'
CONTRADICTION = "Mo 00:00-00:00,09:00-12:00; Tu 09:00-12:00"
BEYOND = "easter off; Mo-Fr 09:00-12:00"
OPEN, CLOSED = "Ouvert maintenant", "Fermé"


def at(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let the present be a time in Paris. 2 March 2026 is a Monday."""
    stand_still(monkeypatch, datetime.fromisoformat(text).replace(tzinfo=PARIS))


@pytest.mark.parametrize(
    ("hours", "now", "today", "state"),
    [
        (BOTH, "2026-03-02T08:00", "9 h – 12 h, sur rendez-vous 14 h – 17 h", CLOSED),
        (BOTH, "2026-03-02T10:00", "9 h – 12 h, sur rendez-vous 14 h – 17 h", OPEN),
        (BOTH, "2026-03-02T15:00", "9 h – 12 h, sur rendez-vous 14 h – 17 h", "Sur rendez-vous"),
        (BOTH, "2026-03-01T15:00", "Fermé", CLOSED),
        (BOTH, "2026-07-14T15:00", "à vérifier horaire exceptionnel", "Horaires à vérifier"),
        (
            ELSE,
            "2026-03-02T08:00",
            "9 h – 12 h, sinon sur rendez-vous",
            "Sur rendez-vous, puis ouvert à 9 h",
        ),
        (ELSE, "2026-03-02T10:00", "9 h – 12 h, sinon sur rendez-vous", OPEN),
        (ELSE, "2026-03-02T20:00", "9 h – 12 h, sinon sur rendez-vous", "Sur rendez-vous"),
        (ELSE, "2026-03-01T10:00", "sur rendez-vous", "Sur rendez-vous"),
        (ONLY, "2026-03-02T03:00", "sur rendez-vous", "Sur rendez-vous"),
        (SATURDAYS, "2026-03-07T10:00", "sur rendez-vous", "Sur rendez-vous"),
        (SATURDAYS, "2026-03-08T10:00", "Fermé", CLOSED),
        (CONTRADICTION, "2026-03-02T10:00", "à vérifier", "Horaires à vérifier"),
        (CONTRADICTION, "2026-03-03T10:00", "9 h – 12 h", OPEN),
    ],
)
def test_a_page_says_what_today_is(
    made: FlaskClient,
    empty_url: str,
    monkeypatch: pytest.MonkeyPatch,
    hours: str,
    now: str,
    today: str,
    state: str,
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours=hours, public_id="tl-one")
    at(monkeypatch, now)
    assert f"Aujourd’hui : {today} Toute la semaine" in read(made, "/lieux/tl-one").text
    assert state_of(made, "/lieux/tl-one").startswith(state)


def test_the_week_names_what_is_by_appointment(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours=ELSE, public_id="tl-else")
        rows.place(hours=SATURDAYS, public_id="tl-saturdays")
    at(monkeypatch, "2026-03-04T10:00")
    text = read(made, "/lieux/tl-else").text
    assert "Mardi 9 h – 12 h, sinon sur rendez-vous" in text
    assert "Dimanche sur rendez-vous" in text
    assert 'Tels que publiés : lun.-ven. 9 h – 12 h ; sinon "sur rendez-vous"' in text
    text = read(made, "/lieux/tl-saturdays").text
    assert "Vendredi 9 h – 12 h Samedi sur rendez-vous Dimanche Fermé" in text
    for path in ("/lieux/tl-else", "/lieux/tl-saturdays"):
        assert "Accueil sur rendez-vous, toujours ou par moments" in read(made, path).text
        assert "24 heures sur 24" not in read(made, path).text


def test_the_published_words_are_shown_and_no_others(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours=ONLY, public_id="tl-only")
        rows.place(hours=BEYOND, public_id="tl-beyond")
    at(monkeypatch, "2026-03-02T10:00")
    text = read(made, "/lieux/tl-only").text
    assert 'Tels que publiés : "sur rendez-vous"' in text
    assert "24 h/24" not in text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert OPEN not in text
    text = read(made, "/lieux/tl-beyond").text
    assert "Ces horaires ne disent pas quand le lieu est ouvert." in text
    assert "Horaires de la semaine" not in text
    assert OPEN not in text


def test_a_list_says_so_and_can_be_asked_for_it(
    made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours=ONLY, name="Seulement")
        rows.place(hours=BOTH, name="Aussi")
        rows.place(hours="24/7", name="Toujours")
        rows.place(hours=BEYOND, name="Illisible")
        rows.place(hours='Mo 14:00-17:00 "sur rendez-vous"', name="Plus tard")
        rows.place(hours="Mo 14:00-17:00 unknown", name="Peut-être")
    at(monkeypatch, "2026-03-02T10:00")
    text = read(made, "/resultats").text
    for said in (
        "Sur rendez-vous",
        "Ouvert maintenant, jusqu’à 12 h",
        "Horaires à vérifier",
        "Fermé pour l’instant, sur rendez-vous à partir de 14 h",
        "Fermé pour l’instant, horaires à vérifier",
    ):
        assert said in text, said
    found = read(made, "/resultats?open=appointment").text
    assert all(name in found for name in ("Seulement", "Aussi", "Plus tard"))
    assert not any(name in found for name in ("Toujours", "Illisible", "Peut-être"))
    found = read(made, "/resultats?open=now").text
    assert "Aussi" in found
    assert not any(name in found for name in ("Seulement", "Illisible", "Plus tard", "Peut-être"))


def test_in_english_too(made: FlaskClient, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(hours=ELSE, public_id="tl-else")
    at(monkeypatch, "2026-03-02T08:00")
    text = read(made, "/lieux/tl-else?lang=en").text
    assert "Today: 09:00 – 12:00, else by appointment The whole week" in text
    assert "By appointment, then opens at 09:00" in text
    assert 'Mon-Fri 09:00 – 12:00; else "sur rendez-vous"' in text
