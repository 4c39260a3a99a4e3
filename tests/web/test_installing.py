"""The manifest and the service worker, over HTTP."""

import json
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from support.pages import read

from app.platform.site import assets


@pytest.mark.parametrize(("lang", "said"), [("fr", "tiers-lieux"), ("en", "third places")])
def test_the_site_can_be_installed_in_both_languages(client: FlaskClient, lang: str, said: str) -> None:
    (link,) = read(client, f"/?lang={lang}").all("link", rel="manifest")
    response = client.get(link["href"])
    assert response.content_type.startswith("application/manifest+json")
    found = json.loads(response.data)
    assert found["lang"] == lang
    assert said in found["name"]
    assert (found["scope"], found["display"]) == ("/", "standalone")
    assert found["start_url"] == ("/" if lang == "fr" else "/?lang=en")
    assert client.get(found["start_url"]).status_code == 200
    sizes = {}
    for icon in found["icons"]:
        content = client.get(icon["src"]).data
        if icon["type"] == "image/png":
            image = Image.open(BytesIO(content))
            sizes[icon["purpose"], image.size] = image.convert("RGBA").getpixel((0, 0))
            assert icon["sizes"] == f"{image.width}x{image.height}"
    assert set(sizes) == {("any", (192, 192)), ("any", (512, 512)), ("maskable", (512, 512))}
    # Whatever shape a phone cuts out of it, nothing behind it is seen.
    assert sizes["maskable", (512, 512)][3] == 255
    assert sizes["any", (512, 512)][3] == 0


def test_a_proxy_s_path_is_in_both(client: FlaskClient) -> None:
    inside = {"SCRIPT_NAME": "/annuaire"}
    manifest = client.get("/manifest.webmanifest", environ_overrides=inside).get_json(force=True)
    assert manifest["scope"] == manifest["start_url"] == "/annuaire/"
    assert 'ROOT = "/annuaire"' in client.get("/service-worker.js", environ_overrides=inside).text


def test_the_worker_changes_with_the_files(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/service-worker.js")
    assert first.content_type.startswith("text/javascript")
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.data == client.get("/service-worker.js").data
    changed = assets.bundles() | {"app": assets.Bundle(assets.bundles()["app"].assets, "another")}
    monkeypatch.setattr("app.publishing.pages.installing.bundles", lambda: changed)
    assert client.get("/service-worker.js").text.splitlines()[1:] == first.text.splitlines()[1:]
    assert client.get("/service-worker.js").text != first.text
