from pathlib import Path

import pytest

from app.commands.base import kept_database
from app.platform.private_postgres import database_url, keeper
from app.platform.settings import Settings

SQLALCHEMY = "postgresql+psycopg://user:secret@db:5432/places?sslmode=require"


@pytest.mark.parametrize(
    "given",
    [
        SQLALCHEMY,
        "postgresql://user:secret@db:5432/places?sslmode=require",
        "postgres://user:secret@db:5432/places?sslmode=require",
    ],
)
def test_a_given_url_names_the_driver_and_starts_nothing(folder: Path, given: str) -> None:
    said: list[str] = []
    with database_url(given, folder / "home", notify=said.append) as url:
        assert url == SQLALCHEMY
        assert not (folder / "home").exists()
    assert said == []


def test_the_server_behind_a_given_url_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(keeper.subprocess, "Popen")
    with kept_database(Settings(database_url=SQLALCHEMY), SQLALCHEMY):
        pass
