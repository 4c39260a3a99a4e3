"""What Prometheus reads, the lines of JSON, and the alerts and the board that stand on them."""

import json
import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from support.rows import execute

from app.factory import create_app
from app.platform.observing.logs import JsonLines
from app.platform.observing.metrics import FOLDER, shared_folder
from app.platform.settings import Settings, SettingsError, from_environment

OPS = Path(__file__).parent.parent.parent / "ops"
NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/none"
TOKEN = "a-token-of-the-operator"  # noqa: S105 - of this test
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def observed(empty_url: str, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of an application that is observed, over an empty directory."""
    (tmp_path / "proxilieux-20260101T000000Z.dump").touch()
    settings = Settings(metrics_token=TOKEN, log_format="json", trusted_proxies=1, backups=tmp_path)
    app = create_app(settings, empty_url)
    with closing(app.extensions["proxilieux"].database):
        yield app.test_client()


def read(client: FlaskClient) -> str:
    response = client.get("/metrics", headers=BEARER)
    assert response.status_code == 200
    return response.text


def ask(client: FlaskClient, path: str) -> int:
    """Ask, and end the response as a server does: that is when it counts."""
    with client.get(path) as response:
        return response.status_code


def value(text: str, name: str) -> float:
    return next(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name + " "))


def counted(text: str, method: str, route: str, status: str) -> float:
    return value(text, f'proxilieux_requests_total{{method="{method}",route="{route}",status="{status}"}}')


def test_requests_are_counted_by_route_and_class(observed: FlaskClient) -> None:
    assert ask(observed, "/lieux/tl-00000000000a") == 404
    assert ask(observed, "/lieux/tl-00000000000b") == 404
    assert ask(observed, "/api/v1/nothing-of-the-kind") == 404
    text = read(observed)
    assert counted(text, "GET", "none", "4xx") == 1
    (route,) = re.findall(r'_seconds_count\{route="(/lieux/[^"]+)"\} 2.0', text)
    assert "<" in route
    assert counted(text, "GET", route, "4xx") == 2
    assert "000a" not in text


def test_answers_from_memory_are_told_apart(observed: FlaskClient) -> None:
    for _ in range(3):
        assert ask(observed, "/api/v1/third-places") == 200
    text = read(observed)
    assert value(text, 'proxilieux_cache_total{result="hit"}') == 2
    assert value(text, 'proxilieux_cache_total{result="miss"}') == 1
    assert counted(text, "GET", "/api/v1/third-places", "2xx") == 3


def test_imports_mails_and_jobs(observed: FlaskClient, empty_url: str) -> None:
    execute(
        empty_url,
        "INSERT INTO import_run (source, file_name, file_hash, status, finished_at) VALUES"
        " ('communes', 'a', '', 'succeeded', '2026-01-01Z'), ('communes', 'a', '', 'failed', '2026-01-02Z')",
    )
    execute(
        empty_url,
        "INSERT INTO outbox_message (message_id, kind, recipient, language, subject, content, can_wait,"
        " due_at, expires_at)"
        " VALUES ('1', 'test', 'a@example.org', 'fr', 's', '[]', false, now() - interval '2 h', now())",
    )
    execute(empty_url, "INSERT INTO daily_run VALUES ('news', current_date - 4)")
    text = read(observed)
    assert value(text, "proxilieux_database_up") == 1
    assert value(text, 'proxilieux_import_finished_timestamp_seconds{source="communes"}') == 1767225600
    assert value(text, 'proxilieux_import_failed{source="communes"}') == 1
    assert value(text, 'proxilieux_outbox_messages{status="waiting"}') == 1
    assert value(text, "proxilieux_outbox_late_seconds") == pytest.approx(7200, abs=60)
    assert value(text, 'proxilieux_daily_job_age_seconds{task="news"}') in {259200, 345600, 432000}


@pytest.mark.parametrize("given", ["", "Bearer no", "Bearer é" + TOKEN, TOKEN])
def test_nobody_reads_them_without_the_token(observed: FlaskClient, given: str) -> None:
    response = observed.get("/metrics", headers={"Authorization": given.encode().decode("latin-1")})
    assert response.status_code == 401
    assert "proxilieux_" not in response.text.replace('realm="', "")


def test_without_a_token_there_is_no_such_address(made: FlaskClient) -> None:
    assert made.get("/metrics").status_code == 404


def test_a_database_away_is_said() -> None:
    app = create_app(Settings(metrics_token=TOKEN), NOWHERE)
    with closing(app.extensions["proxilieux"].database):
        assert value(read(app.test_client()), "proxilieux_database_up") == 0


def test_a_line_names_its_request_and_nobody(observed: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.INFO, "proxilieux.requests"),
        observed.get("/?q=12+rue+du+Bac", headers={"X-Request-Id": "given-by-proxy-1"}) as response,
        observed.get("/health/live", headers={"X-Request-Id": "no number at all"}) as other,
    ):
        pass
    assert response.headers["X-Request-Id"] == "given-by-proxy-1"
    assert re.fullmatch("[0-9a-f]{16}", other.headers["X-Request-Id"])
    second, first = (json.loads(JsonLines().format(record)) for record in caplog.records)
    assert (first["request_id"], first["route"], first["method"]) == ("given-by-proxy-1", "/", "GET")
    assert (second["status"], second["level"]) == (200, "info")
    assert "Bac" not in str(first)
    assert "127.0.0.1" not in str(first)


@pytest.mark.parametrize("given", [{"PROXILIEUX_METRICS_TOKEN": "short"}, {"PROXILIEUX_LOG": "xml"}])
def test_settings_that_cannot_be_used(given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(given))):
        from_environment(given)


def named_in_ops() -> set[str]:
    texts = [(OPS / "prometheus/alerts.yml").read_text(), (OPS / "grafana/proxilieux.json").read_text()]
    return set(re.findall(r"\bproxilieux_\w+", " ".join(texts)))


def test_alerts_and_board_name_metrics_that_there_are(observed: FlaskClient, empty_url: str) -> None:
    ask(observed, "/health/live")
    test_imports_mails_and_jobs(observed, empty_url)
    there = set(re.findall(r"^(proxilieux_\w+)", read(observed), re.MULTILINE))
    assert named_in_ops() - there == set()


def promtool_takes(*arguments: str, given: str = "") -> None:
    command, folder = ["promtool", *arguments], OPS / "prometheus"
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool (Debian: prometheus)")


@promtool
@pytest.mark.parametrize("command", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")])
def test_promtool_takes_the_alerts(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        ["promtool", *command], cwd=OPS / "prometheus", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@promtool
def test_promtool_takes_the_metrics(observed: FlaskClient, empty_url: str) -> None:
    test_imports_mails_and_jobs(observed, empty_url)
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=read(observed), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_processes_count_is_summed() -> None:
    with shared_folder():
        app = create_app(Settings(metrics_token=TOKEN), NOWHERE)
        for process in range(2):
            child = os.fork()
            if child == 0:
                for _ in range(3 + process):
                    ask(app.test_client(), "/health/live")
                os._exit(0)
            os.waitpid(child, 0)
        ask(app.test_client(), "/health/live")
        with closing(app.extensions["proxilieux"].database):
            text = read(app.test_client())
        assert counted(text, "GET", "/health/live", "2xx") == 8
        assert value(text, 'proxilieux_request_seconds_count{route="/health/live"}') == 8
        folder = Path(os.environ[FOLDER])
        assert len(list(folder.glob("gauge_live*.db"))) == 1  # what the dead said of themselves is gone
    assert not folder.exists()
