"""The outbox: one act, one mail, whatever dies in between."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from support.rows import execute
from support.smtp import PUBLIC_URL, SENDER, Mailbox, deliver, mail_server

from app.platform.database.connection import libpq_url
from app.platform.mail.letter import Block, Letter
from app.platform.mail.outbox import put
from app.platform.mail.queries import REFUSE
from app.platform.mail.sender import Post, Sender
from app.platform.mail.transport import MailAddressError, SmtpServer

HER = "claire@lieu.example"
HOSTILE = "<img src=x onerror=alert(1)>"


def write(
    url: str, subject: str = "Bonjour", *, to: str = HER, waits: bool = False, text: str = "Voilà."
) -> None:
    letter = Letter(
        "fr", subject, (Block("text", text), Block("link", "Ouvrir", "https://proxilieux.example/x"))
    )
    with psycopg.connect(libpq_url(url)) as connection:
        put(connection, "test", to, letter, can_wait=waits)


def statuses(url: str) -> list[str]:
    return [status for (status,) in execute(url, "SELECT status FROM outbox_message ORDER BY id")]


def due_now(url: str) -> None:
    execute(url, "UPDATE outbox_message SET due_at = now() - interval '1 second' WHERE status = 'waiting'")


@contextmanager
def working(url: str, post: Post) -> Iterator[Sender]:
    sender = Sender(url, post, look=0.1)
    sender.start()
    try:
        yield sender
    finally:
        sender.stop()
        sender.join(10)


def test_a_mail_has_text_and_html_and_its_words_are_no_markup(empty_url: str, mailbox: Mailbox) -> None:
    write(empty_url, f"Été {HOSTILE}", text=HOSTILE)
    assert deliver(empty_url, mailbox) == 1
    (mail,) = mailbox.mails
    assert mail["Subject"] == f"Été {HOSTILE}"
    assert mail["From"] == f"Proxilieux <{SENDER}>"
    assert mailbox.recipients == [HER]
    assert HOSTILE in mailbox.text()
    html = mail.get_body(("html",))
    assert html is not None
    assert "&lt;img" in html.get_content()
    assert "<img" not in html.get_content()
    assert "https://proxilieux.example/x" in html.get_content()
    assert mail["List-Unsubscribe"] is None


def test_what_is_rolled_back_is_not_sent(empty_url: str, mailbox: Mailbox) -> None:
    with psycopg.connect(libpq_url(empty_url)) as connection:
        put(connection, "test", HER, Letter("fr", "Non", ()))
        connection.rollback()
    assert deliver(empty_url, mailbox) == 0
    assert mailbox.mails == []


def test_a_mail_that_was_sent_keeps_no_secret(empty_url: str, mailbox: Mailbox) -> None:
    write(empty_url)
    deliver(empty_url, mailbox)
    assert execute(empty_url, "SELECT status, content FROM outbox_message") == [("sent", [])]
    assert deliver(empty_url, mailbox) == 0


def test_refused_for_now_is_tried_again_later_refused_for_good_is_not(
    empty_url: str, mailbox: Mailbox
) -> None:
    mailbox.replies_to_rcpt = ["450 Greylisted", "550 No such user"]
    write(empty_url, "Plus tard")
    write(empty_url, "Jamais", to="nobody@lieu.example")
    write(empty_url, "Bien", to="other@lieu.example")
    assert deliver(empty_url, mailbox) == 1
    assert statuses(empty_url) == ["waiting", "failed", "sent"]
    assert deliver(empty_url, mailbox) == 0  # a minute is not over
    due_now(empty_url)
    assert deliver(empty_url, mailbox) == 1
    assert statuses(empty_url) == ["sent", "failed", "sent"]
    assert execute(empty_url, "SELECT attempts FROM outbox_message ORDER BY id") == [(2,), (1,), (1,)]


def test_a_server_that_is_away_loses_nothing(empty_url: str, mailbox: Mailbox) -> None:
    write(empty_url)
    with mail_server() as gone:
        pass
    with pytest.raises(OSError, match="refused"):
        deliver(empty_url, gone)
    assert statuses(empty_url) == ["waiting"]
    assert deliver(empty_url, mailbox) == 1


def test_a_connection_that_breaks_before_the_reply_leaves_a_doubt_and_no_second_mail(
    empty_url: str, mailbox: Mailbox
) -> None:
    mailbox.replies_to_data = [""]
    write(empty_url)
    with pytest.raises(OSError, match="closed"):
        deliver(empty_url, mailbox)
    assert statuses(empty_url) == ["doubtful"]
    assert deliver(empty_url, mailbox) == 0
    assert len(mailbox.mails) == 1


def test_the_worker_is_woken_by_the_act(empty_url: str, mailbox: Mailbox) -> None:
    with working(empty_url, mailbox.post):
        write(empty_url, "Premier")
        mailbox.wait_for(1)
        write(empty_url, "Second")
        mailbox.wait_for(2)
    assert statuses(empty_url) == ["sent", "sent"]


def test_many_workers_send_each_mail_once(empty_url: str, mailbox: Mailbox) -> None:
    for number in range(20):
        write(empty_url, f"Numéro {number}")
    with working(empty_url, mailbox.post), working(empty_url, mailbox.post), working(empty_url, mailbox.post):
        mailbox.wait_for(20)
    assert sorted(str(mail["Subject"]) for mail in mailbox.mails) == sorted(f"Numéro {n}" for n in range(20))


ACT_AND_DIE = """
import os, signal, sys, psycopg
from app.platform.mail.letter import Letter
from app.platform.mail.outbox import put
with psycopg.connect(sys.argv[1]) as connection:
    put(connection, "test", "claire@lieu.example", Letter("fr", "Acte", ()))
    if sys.argv[2] == "after":
        connection.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("moment", "mails"), [("before", 0), ("after", 1)])
def test_killed_between_act_and_mail(empty_url: str, mailbox: Mailbox, moment: str, mails: int) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", ACT_AND_DIE, libpq_url(empty_url), moment], check=False, cwd=Path.cwd()
    )
    assert killed.returncode == -signal.SIGKILL
    with working(empty_url, mailbox.post):
        write(empty_url, "Témoin")
        mailbox.wait_for(mails + 1)
    assert [str(mail["Subject"]) for mail in mailbox.mails] == ["Acte"] * mails + ["Témoin"]


SEND_AND_DIE = """
import os, signal, sys, smtplib, psycopg
from app.platform.mail.sender import Post, send_due
from app.platform.mail.transport import SmtpServer
whole = smtplib.SMTP.data
def data(self, mail):
    whole(self, mail)
    os.kill(os.getpid(), signal.SIGKILL)
smtplib.SMTP.data = data
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    send_due(connection, Post(SmtpServer.of(sys.argv[2]), "a@proxilieux.example", "https://proxilieux.example"))
"""


def test_killed_after_the_server_took_it(empty_url: str, mailbox: Mailbox) -> None:
    write(empty_url, "Une fois")
    server = f"smtp://127.0.0.1:{mailbox.post.server.port}"
    killed = subprocess.run(
        [sys.executable, "-c", SEND_AND_DIE, libpq_url(empty_url), server], check=False, cwd=Path.cwd()
    )
    assert killed.returncode == -signal.SIGKILL
    with working(empty_url, mailbox.post):
        write(empty_url, "Témoin")
        mailbox.wait_for(2)
    assert [str(mail["Subject"]) for mail in mailbox.mails] == ["Une fois", "Témoin"]
    assert statuses(empty_url) == ["doubtful", "sent"]


def test_notices_of_a_day_are_one_mail_a_person(empty_url: str, mailbox: Mailbox) -> None:
    for subject in ("Votre proposition est acceptée", "Une autre est refusée"):
        write(empty_url, subject, waits=True)
    write(empty_url, "Pour quelqu’un d’autre", to="other@lieu.example", waits=True)
    write(empty_url, "Votre code")
    assert deliver(empty_url, mailbox) == 1  # the code; notices wait for the morning
    due_now(empty_url)
    assert deliver(empty_url, mailbox) == 2
    assert [str(mail["Subject"]) for mail in mailbox.mails] == [
        "Votre code", "Proxilieux : 2 nouvelles", "Pour quelqu’un d’autre",
    ]  # fmt: skip
    assert "Votre proposition est acceptée" in mailbox.text(1)
    assert "Une autre est refusée" in mailbox.text(1)


def test_notices_are_due_at_seven_in_paris(empty_url: str) -> None:
    write(empty_url, waits=True)
    ((due, later),) = execute(
        empty_url, "SELECT timezone('Europe/Paris', due_at)::time::text, due_at > now() FROM outbox_message"
    )
    assert (due, later) == ("07:00:00", True)


def test_notices_can_be_refused_and_codes_still_arrive(empty_url: str, mailbox: Mailbox) -> None:
    write(empty_url, "Nouvelle", waits=True)
    due_now(empty_url)
    deliver(empty_url, mailbox)
    (mail,) = mailbox.mails
    address = str(mail["List-Unsubscribe"]).strip(" <>")
    assert address.startswith(f"{PUBLIC_URL}/desabonnement/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = address.rpartition("/")[2]
    ((stored,),) = execute(empty_url, "SELECT unsubscribe_digest FROM outbox_message")
    assert token.encode() not in bytes(stored)
    write(empty_url, "Déjà écrite", waits=True)
    execute(empty_url, REFUSE, {"digest": stored})
    write(empty_url, "Trop tard", waits=True)
    write(empty_url, "Votre code")
    due_now(empty_url)
    deliver(empty_url, mailbox)
    assert [str(mail["Subject"]) for mail in mailbox.mails] == ["Nouvelle", "Votre code"]


def test_what_is_too_old_is_not_sent(empty_url: str, mailbox: Mailbox) -> None:
    with psycopg.connect(libpq_url(empty_url)) as connection:
        put(connection, "test", HER, Letter("fr", "Périmé", ()), lasts=timedelta(seconds=-1))
    assert deliver(empty_url, mailbox) == 0
    assert statuses(empty_url) == ["expired"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://mail.example", "smtps://"),
        ("smtp://", "name a host"),
        ("smtp://me:secret@mail.example", "in clear"),
        ("smtps://mail.example:99999", "port"),
    ],
)
def test_an_address_of_a_server_that_cannot_be_used(url: str, words: str) -> None:
    with pytest.raises(MailAddressError, match=words) as refused:
        SmtpServer.of(url)
    assert "secret" not in str(refused.value)


def test_a_password_is_not_printed() -> None:
    server = SmtpServer.of("smtp+starttls://me:s%40cret@mail.example")
    assert (server.port, server.password) == (587, "s@cret")
    assert "cret" not in repr(server)
