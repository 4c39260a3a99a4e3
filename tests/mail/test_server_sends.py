"""The real server sends its own mail; settings of mail that cannot be used are told."""

import urllib.parse
import urllib.request

import pytest
from support.rows import Rows
from support.servers import served
from support.smtp import SENDER, mail_server

from app.platform.settings import SettingsError, from_environment

HER = "claire@lieu.example"
SITE = "https://annuaire.example"


@pytest.mark.server
@pytest.mark.slow
def test_a_code_asked_of_the_server_arrives(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.mark("published")
    with mail_server() as mailbox:
        settings = {
            "PROXILIEUX_SMTP": f"smtp://127.0.0.1:{mailbox.post.server.port}",
            "PROXILIEUX_MAIL_FROM": SENDER,
            "PROXILIEUX_PUBLIC_URL": SITE,
            "WEB_CONCURRENCY": "2",
        }
        with served(empty_url, **settings) as base:
            form = urllib.parse.urlencode({"address": HER}).encode()
            with urllib.request.urlopen(f"{base}/connexion", form, timeout=20) as answer:  # noqa: S310 - ours
                assert "/connexion/code/" in answer.url
            mailbox.wait_for(1)
        assert mailbox.recipients == [HER]
        assert f"{SITE}/connexion/lien/" in mailbox.text()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PROXILIEUX_SMTP": "smtp://mail.example"}, "PROXILIEUX_MAIL_FROM must be set"),
        (
            {"PROXILIEUX_SMTP": "smtp://mail.example", "PROXILIEUX_MAIL_FROM": SENDER},
            "PROXILIEUX_PUBLIC_URL must be set",
        ),
        (
            {
                "PROXILIEUX_SMTP": "mail.example",
                "PROXILIEUX_MAIL_FROM": SENDER,
                "PROXILIEUX_PUBLIC_URL": SITE,
            },
            "PROXILIEUX_SMTP: it must begin with one of",
        ),
        ({"PROXILIEUX_MAIL_FROM": "nobody"}, "must be an e-mail address"),
        ({"PROXILIEUX_OPERATORS": "a@b.fr, nobody"}, "'nobody' must be an e-mail address"),
        ({"PROXILIEUX_PUBLIC_URL": "annuaire.example"}, "must begin with http"),
    ],
)
def test_settings_that_cannot_be_used(environment: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        from_environment(environment)


def test_operators_are_read_in_small_letters() -> None:
    settings = from_environment({"PROXILIEUX_OPERATORS": "A@b.fr,  c@D.fr ,"})
    assert settings.operators == {"a@b.fr", "c@d.fr"}
