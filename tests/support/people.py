"""People who sign in, as tests need them: through the pages, with the mail that was written."""

import re

from flask.testing import FlaskClient
from support.pages import Document, read
from support.rows import execute
from werkzeug.test import TestResponse


def mails(url: str, recipient: str) -> list[list[dict[str, str]]]:
    """The blocks of all mails to somebody, the oldest first."""
    rows = execute(url, "SELECT content FROM outbox_message WHERE recipient = %s ORDER BY id", [recipient])
    return [content for (content,) in rows]


def code_in(blocks: list[dict[str, str]]) -> str:
    """The code in a mail."""
    (code,) = (block["text"] for block in blocks if block["kind"] == "code")
    assert re.fullmatch(r"\d{6}", code)
    return code


def link_in(blocks: list[dict[str, str]]) -> str:
    """The path of the link in a mail."""
    (url,) = (block["url"] for block in blocks if block["kind"] == "link")
    return "/" + url.split("/", 3)[3]


def ask(client: FlaskClient, address: str, **fields: str) -> TestResponse:
    """Ask for a code; without the secret of a session, which this is not about."""
    return client.post("/connexion", data={"address": address, **fields, **secret_of(client)})


def is_signed_in(client: FlaskClient) -> bool:
    """Whether the account is shown."""
    return client.get("/mon-compte").status_code == 200


def secret_of(client: FlaskClient) -> dict[str, str]:
    """The secret that the forms of this session carry."""
    fields = Document(client.get("/connexion").text).all("input", name="csrf")
    return {"csrf": fields[0]["value"] or ""} if fields else {}


def sign_in(client: FlaskClient, url: str, address: str) -> TestResponse:
    """Sign in by the code."""
    asked = ask(client, address)
    assert asked.status_code == 303, asked.text
    read(client, asked.location)
    return client.post(
        asked.location, data={"code": code_in(mails(url, address.lower())[-1]), **secret_of(client)}
    )


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send a form as our own page does."""
    return client.post(path, data={**fields, **secret_of(client)})


def headers_of(
    client: FlaskClient, url: str, scope: str, address: str = "cfa@organisme.example"
) -> dict[str, str]:
    """A key of somebody, who signs in for it."""
    sign_in(client, url, address)
    data = {**secret_of(client), "name": "Planning", "scope": [scope]}
    found = re.search(r'id="made-key">(plx_[\w-]{32})<', client.post("/mon-compte/cles", data=data).text)
    assert found is not None
    return {"Authorization": f"Bearer {found[1]}"}
