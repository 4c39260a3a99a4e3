"""`proxilieux people` and `proxilieux mail`: what the operator does from the command line."""

from flask.testing import FlaskClient
from support.people import send, sign_in
from support.program import run
from support.rows import execute

HER = "claire@lieu.example"


def test_the_operators_link_signs_in_once_without_any_mail(made: FlaskClient, empty_url: str) -> None:
    printed = run(empty_url, "people", "link", HER).stdout.strip()
    path = "/" + printed.split("/", 3)[3]
    assert execute(empty_url, "SELECT count(*) FROM outbox_message") == [(0,)]
    assert send(made, path).status_code == 303
    assert made.get("/mon-compte").status_code == 200
    assert send(made, path).status_code == 410


def test_the_operator_ends_all_sessions_of_somebody(made: FlaskClient, empty_url: str) -> None:
    other = made.application.test_client()
    sign_in(other, empty_url, "paul@autre.example")
    sign_in(made, empty_url, HER)
    assert "1 sessions ended" in run(empty_url, "people", "sign-out", HER).stderr
    assert made.get("/mon-compte").status_code == 303
    assert other.get("/mon-compte").status_code == 200


def test_no_address_is_refused(empty_url: str) -> None:
    refused = run(empty_url, "people", "link", "claire")
    assert refused.exit_code != 0
    assert "'claire' is no e-mail address" in refused.stderr


def test_the_outbox_is_listed_shown_and_sent_again(empty_url: str) -> None:
    assert run(empty_url, "mail", "test", HER).exit_code == 0
    ((number,),) = execute(empty_url, "SELECT id FROM outbox_message")
    listed = run(empty_url, "mail", "list", "--status", "waiting")
    assert f"{number}" in listed.stdout
    assert HER in listed.stdout
    assert "essai d’envoi" in run(empty_url, "mail", "show", str(number)).stdout
    assert run(empty_url, "mail", "resend", str(number)).exit_code != 0
    execute(empty_url, "UPDATE outbox_message SET status = 'failed', error = '550 no'")
    assert "[550 no]" in run(empty_url, "mail", "list").stdout
    assert run(empty_url, "mail", "resend", str(number)).exit_code == 0
    assert execute(empty_url, "SELECT status FROM outbox_message") == [("waiting",)]
