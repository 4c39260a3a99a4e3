"""« Je gère ce lieu »: claims by domain, published address and moderator; leaving, naming, removing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg.types.json import Jsonb
from support.clients import WorkerApp
from support.pages import HOSTILE, Document, read
from support.people import code_in, mails, secret_of, send, sign_in
from support.program import run
from support.rows import Rows, execute

from app.directory.people.domains import is_of_website

HER, HIM, MODERATOR = "claire@hangar.example", "paul@gmail.com", "lea@region.example"
PAGE = "/lieux/tl-1/gerer"
WORDS = "Je suis le coordinateur, voir la page équipe."


@pytest.fixture
def place(empty_url: str) -> str:
    """A place with a website, in Paris, and one elsewhere."""
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-1", name="Le Hangar", website="https://www.hangar.example/", department_code="75"
        )
        rows.place(public_id="tl-2", name="Ailleurs", department_code="23")
    return empty_url


@pytest.fixture
def app(worker_app: WorkerApp, place: str) -> Flask:
    """The application."""
    return worker_app.over(place)


def as_(app: Flask, url: str, address: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, url, address)
    return client


def told(url: str, address: str) -> list[str]:
    """Subjects of what somebody is told of claims."""
    found = "SELECT subject FROM outbox_message WHERE recipient = %s AND kind = 'claim' ORDER BY id"
    return [
        subject.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
        for (subject,) in execute(url, found, [address])
    ]


def publish(url: str, addresses: object) -> None:
    """Let the sources of a place publish addresses."""
    change = "UPDATE third_place SET standard = %s WHERE public_id = 'tl-1'"
    execute(url, change, [Jsonb({"courriels": addresses})])


def managers(url: str, public_id: str = "tl-1") -> list[tuple[str, str, str]]:
    return execute(
        url,
        "SELECT person.address, place_manager.status, proof"
        " FROM place_manager JOIN person ON person.id = person_id"
        " JOIN third_place ON third_place.id = third_place_id WHERE public_id = %s ORDER BY place_manager.id",
        [public_id],
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("address", "website", "is_one"),
    [
        ("a@hangar.example", "https://www.hangar.example/contact", True),
        ("a@hangar.example", "http://hangar.example", True),
        ("a@hangar.example", "https://autre.example", False),
        ("a@angar.example", "https://hangar.example", False),
        ("a@ville.example", "https://mediatheque.ville.example", False),
        ("a@gmail.com", "https://gmail.com", False),
        ("a@lieu.wordpress.com", "https://lieu.wordpress.com", False),
        ("a@hangar.example", "https://hangar.example.evil.example", False),
        ("a@hangar.example", "https://hangar.example@evil.example", False),
        ("a@hangar.example", "ftp://hangar.example", False),
        ("a@hangar.example", "https://[", False),
        ("a@hangar.example", None, False),
    ],
)
def test_which_address_is_of_a_website(address: str, website: str | None, *, is_one: bool) -> None:
    assert is_of_website(address, website) is is_one


def test_by_the_domain_of_the_website(app: Flask, place: str) -> None:
    her = as_(app, place, HER)
    assert "du domaine du site" in read(her, PAGE).text
    assert send(her, PAGE, how="sure").status_code == 303
    assert managers(place) == [(HER, "active", "domain")]
    assert "Vous gérez ce lieu" in read(her, PAGE).text
    assert "Le Hangar" in read(her, "/mon-compte").text


def test_the_domain_of_a_whole_network_is_no_proof(app: Flask, place: str) -> None:
    with Rows.into(place) as rows:
        for number in range(3):
            rows.place(
                public_id=f"tl-n{number}", website="https://hangar.example", source_record_id=f"n{number}"
            )
    her = as_(app, place, HER)
    assert "du domaine du site" not in read(her, PAGE).text
    assert send(her, PAGE, how="sure").status_code == 400
    assert managers(place) == []


def test_saying_sure_is_not_enough(app: Flask, place: str) -> None:
    him = as_(app, place, HIM)
    assert send(him, PAGE, how="sure").status_code == 400
    assert send(him, PAGE, how="code").status_code == 400
    assert send(him, PAGE, how="sure", message=WORDS).status_code == 303
    assert managers(place) == [(HIM, "pending", "moderator")]


@pytest.mark.parametrize("published", [["Accueil@hangar.example"], "accueil@hangar.example|autre@x.example"])
def test_by_a_code_to_the_published_address(app: Flask, place: str, published: object) -> None:
    publish(place, published)
    him = as_(app, place, HIM)
    page = read(him, PAGE).text
    assert "a…@hangar.example" in page
    assert "accueil@" not in page.lower()
    asked = send(him, PAGE, how="code")
    (blocks,) = mails(place, "accueil@hangar.example")
    assert HIM in blocks[0]["text"]
    other = as_(app, place, "mallory@x.example")
    assert other.get(asked.location).status_code == 410
    assert send(other, asked.location, code=code_in(blocks)).status_code == 410
    assert send(him, asked.location, code="000000" if code_in(blocks) != "000000" else "1").status_code == 400
    assert send(him, asked.location, code=code_in(blocks)).status_code == 303
    assert managers(place) == [(HIM, "active", "published_address")]


def test_a_code_of_a_sign_in_proves_no_place_and_the_other_way_round(app: Flask, place: str) -> None:
    publish(place, HER)
    him = as_(app, place, HIM)
    asked = send(him, PAGE, how="code").location
    secret = asked.rpartition("/")[2]
    code = code_in(mails(place, HER)[-1])
    assert app.test_client().post(f"/connexion/code/{secret}", data={"code": code}).status_code == 410
    assert send(him, asked.replace("tl-1", "tl-2"), code=code).status_code == 410
    assert managers(place, "tl-2") == []


def test_the_published_address_itself_is_sure(app: Flask, place: str) -> None:
    publish(place, HIM)
    assert send(as_(app, place, HIM), PAGE, how="sure").status_code == 303
    assert managers(place) == [(HIM, "active", "published_address")]


def test_by_a_moderator_of_the_territory(app: Flask, place: str) -> None:
    assert run(place, "people", "moderator", "add", MODERATOR, "region", "11").exit_code == 0
    him = as_(app, place, HIM)
    send(him, PAGE, how="moderator", message=HOSTILE + WORDS)
    send(him, PAGE, how="moderator", message=WORDS + HOSTILE)  # a second time is the same claim
    assert managers(place) == [(HIM, "pending", "moderator")]
    assert "chez un modérateur" in read(him, PAGE).text
    (notice,) = mails(place, MODERATOR)
    assert WORDS + HOSTILE not in str(notice)  # that of the first time
    moderator = as_(app, place, MODERATOR)
    queue = read(moderator, "/moderation")
    assert HIM in queue.text
    assert HOSTILE in queue.text
    assert not queue.all("img", src="x")
    (form,) = [form for form in queue.all("form") if (form["action"] or "").startswith("/moderation/")]
    path = form["action"] or ""
    refused = send(moderator, path, decision="refuse")
    assert refused.status_code == 400
    assert "Donnez une raison" in Document(refused.text).text
    assert send(moderator, path, decision="accept").status_code == 303
    assert managers(place) == [(HIM, "active", "moderator")]
    assert told(place, HIM) == ["Vous gérez « Le Hangar »"]


def test_refused_with_a_reason_and_asked_again(app: Flask, place: str) -> None:
    run(place, "people", "moderator", "add", MODERATOR, "department", "75")
    him, moderator = as_(app, place, HIM), as_(app, place, MODERATOR)
    send(him, PAGE, how="moderator", message=WORDS)
    ((number,),) = execute(place, "SELECT id FROM place_manager")
    send(moderator, f"/moderation/{number}", decision="refuse", reason="Votre nom n’y est pas.")
    assert managers(place) == [(HIM, "refused", "moderator")]
    assert "Votre nom n’y est pas." in str(mails(place, HIM)[-1])
    assert "Votre nom n’y est pas." in read(him, "/mon-compte").text
    assert send(him, PAGE, how="moderator", message=WORDS).status_code == 303
    assert managers(place)[-1] == (HIM, "pending", "moderator")


def test_two_moderators_at_once_decide_once(app: Flask, place: str) -> None:
    clients = []
    for address in (MODERATOR, "noe@region.example"):
        run(place, "people", "moderator", "add", address, "department", "75")
        clients.append(as_(app, place, address))
    send(as_(app, place, HIM), PAGE, how="moderator", message=WORDS)
    ((number,),) = execute(place, "SELECT id FROM place_manager")
    secrets = [secret_of(client) for client in clients]

    def decide(which: int) -> int:
        data = {"decision": ["accept", "refuse"][which], "reason": "Non.", **secrets[which]}
        return clients[which].post(f"/moderation/{number}", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(decide, (0, 1))) <= {303}
    assert len(told(place, HIM)) == 1


def test_a_moderator_sees_their_territory_only(app: Flask, place: str) -> None:
    run(place, "people", "moderator", "add", MODERATOR, "department", "23")
    him, moderator = as_(app, place, HIM), as_(app, place, MODERATOR)
    send(him, PAGE, how="moderator", message=WORDS)
    assert "Le Hangar" not in read(moderator, "/moderation").text
    assert him.get("/moderation").status_code == 403
    assert run(place, "people", "moderator", "remove", MODERATOR, "department", "23").exit_code == 0
    assert moderator.get("/moderation").status_code == 403
    assert run(place, "people", "moderator", "remove", MODERATOR, "department", "23").exit_code != 0
    assert run(place, "people", "moderator", "add", MODERATOR, "department", "999").exit_code != 0


def test_handing_over(app: Flask, place: str) -> None:
    her = as_(app, place, HER)
    send(her, PAGE, how="sure")
    assert send(her, "/lieux/tl-1/gerants", address="nobody").status_code == 400
    assert send(her, "/lieux/tl-1/gerants", address=HIM.upper()).status_code == 303
    assert send(her, f"{PAGE}/quitter").status_code == 303
    assert managers(place) == [(HER, "ended", "domain"), (HIM, "active", "named")]
    assert send(her, "/lieux/tl-1/gerants", address=HER).status_code == 403
    him = as_(app, place, HIM)
    assert "Vous gérez ce lieu" in read(him, PAGE).text


def test_a_manager_is_removed_and_told(app: Flask, place: str) -> None:
    her, him = as_(app, place, HER), as_(app, place, HIM)
    send(her, PAGE, how="sure")
    send(her, "/lieux/tl-1/gerants", address=HIM)
    ((number,),) = execute(place, "SELECT id FROM place_manager WHERE proof = 'named'")
    assert send(her, f"/lieux/tl-2/gerants/{number}/fin").status_code == 403
    assert send(her, f"/lieux/tl-1/gerants/{number}/fin").status_code == 303
    assert managers(place)[-1] == (HIM, "ended", "named")
    assert HER in str(mails(place, HIM)[-1])
    assert send(him, f"{PAGE}/quitter").status_code == 403


def test_a_new_manager_is_announced_to_the_others(app: Flask, place: str) -> None:
    her = as_(app, place, HER)
    send(her, PAGE, how="sure")
    send(as_(app, place, "inconnu@hangar.example"), PAGE, how="sure")
    assert told(place, HER) == [
        "« Le Hangar » : claire@hangar.example gère la fiche",
        "« Le Hangar » : inconnu@hangar.example gère la fiche",
    ]


def test_who_manages_already_is_told_of_one_whom_a_moderator_lets_in(app: Flask, place: str) -> None:
    send(as_(app, place, HER), PAGE, how="sure")
    assert run(place, "people", "moderator", "add", MODERATOR, "region", "11").exit_code == 0
    send(as_(app, place, HIM), PAGE, how="moderator", message=WORDS)
    ((number,),) = execute(place, "SELECT id FROM place_manager WHERE status = 'pending'")
    assert send(as_(app, place, MODERATOR), f"/moderation/{number}", decision="accept").status_code == 303
    assert told(place, HER)[1:] == [f"« Le Hangar » : {HIM} gère la fiche"]
    assert told(place, HIM) == ["Vous gérez « Le Hangar »"]


def test_who_leaves_is_no_longer_named_in_mails_to_others(app: Flask, place: str) -> None:
    """Of addresses of which one ends the other, only the right one goes."""
    other = f"x.{HIM}"
    her = as_(app, place, HER)
    send(her, PAGE, how="sure")
    for address in (HIM, other):
        send(her, f"{PAGE.removesuffix('/gerer')}/gerants", address=address)
    send(as_(app, place, HIM), "/mon-compte/supprimer", sure="yes")
    assert told(place, HER)[1:] == [
        "« Le Hangar » : [adresse retirée] gère la fiche",
        f"« Le Hangar » : {other} gère la fiche",
    ]


def test_rights_follow_a_place_that_is_merged_into_another(app: Flask, place: str) -> None:
    her = as_(app, place, HER)
    send(her, PAGE, how="sure")
    execute(
        place,
        "UPDATE third_place SET merged_into = (SELECT id FROM third_place WHERE public_id = 'tl-2')"
        " WHERE public_id = 'tl-1'",
    )
    assert her.get(PAGE).location == "/lieux/tl-2/gerer"
    assert "Vous gérez ce lieu" in read(her, "/lieux/tl-2/gerer").text
    assert send(her, "/lieux/tl-2/gerants", address=HIM).status_code == 303


def test_one_person_claims_no_more_than_twenty_places_a_day(app: Flask, place: str) -> None:
    him = as_(app, place, HIM)
    codes = [send(him, PAGE, how="moderator", message=WORDS).status_code for _ in range(22)]
    assert codes == [303] * 20 + [429] * 2


def test_a_place_that_is_not_there(app: Flask, place: str) -> None:
    her = as_(app, place, HER)
    assert her.get("/lieux/tl-none/gerer").status_code == 404
    assert send(her, "/lieux/tl-none/gerer", how="sure").status_code == 404
    assert her.get("/lieux/%00/gerer").status_code == 404
    assert app.test_client().get(PAGE).status_code == 303


def test_the_place_leads_to_its_management(app: Flask) -> None:
    document = read(app.test_client(), "/lieux/tl-1")
    assert document.all("a", href="/lieux/tl-1/gerer")


def test_confirmed_in_one_click_and_shown_until_the_record_changes(app: Flask, place: str) -> None:
    her, visitor = as_(app, place, HER), app.test_client()
    send(her, PAGE, how="sure")
    assert "Confirmé par le lieu" not in read(visitor, "/lieux/tl-1").text
    assert send(her, "/lieux/tl-1/confirmer").status_code == 303
    assert "Confirmée par le lieu le" in read(her, PAGE).text
    shown = read(visitor, "/lieux/tl-1").text
    assert "Confirmé par le lieu le" in shown
    assert HER not in shown
    assert "Confirmé par le lieu" not in read(visitor, "/lieux/tl-2").text
    execute(
        place,
        "UPDATE third_place SET telephone = '+33123456789', updated_at = clock_timestamp() + interval '1 s'"
        " WHERE public_id = 'tl-1'",
    )
    assert "Confirmé par le lieu" not in read(visitor, "/lieux/tl-1").text


def test_a_confirmation_outlives_the_account_and_names_nobody(app: Flask, place: str) -> None:
    her = as_(app, place, HER)
    send(her, PAGE, how="sure")
    send(her, "/lieux/tl-1/confirmer")
    send(her, "/mon-compte/supprimer", sure="yes")
    assert execute(place, "SELECT person_id FROM place_confirmation") == [(None,)]
    assert "Confirmé par le lieu le" in read(app.test_client(), "/lieux/tl-1").text


def test_looking_confirms_nothing(app: Flask, place: str) -> None:
    her = as_(app, place, HER)
    send(her, PAGE, how="sure")
    assert her.get("/lieux/tl-1/confirmer").status_code == 405
    assert execute(place, "SELECT count(*) FROM place_confirmation") == [(0,)]


def test_reports_join_the_queue_of_their_territory(app: Flask, place: str) -> None:
    execute(
        place,
        "INSERT INTO place_report (public_id, place_name, kind, message, submission) VALUES"
        " ('tl-1', 'Le Hangar', 'hours', %s, 'a'), ('tl-2', 'Ailleurs', 'other', 'Autre chose ici', 'b')",
        [HOSTILE],
    )
    run(place, "people", "moderator", "add", MODERATOR, "department", "75")
    moderator = as_(app, place, MODERATOR)
    queue = read(moderator, "/moderation")
    assert "1 signalement attend" in queue.text
    assert HOSTILE in queue.text
    assert not queue.all("img", src="x")
    first, second = (number for (number,) in execute(place, "SELECT id FROM place_report ORDER BY id"))
    assert send(moderator, f"/moderation/signalements/{second}").status_code == 403
    assert send(moderator, f"/moderation/signalements/{first}", note="Corrigé.").status_code == 303
    assert "0 signalement attend" in read(moderator, "/moderation").text
    assert execute(place, "SELECT status, note FROM place_report ORDER BY id") == [
        ("closed", "Corrigé."),
        ("new", None),
    ]
