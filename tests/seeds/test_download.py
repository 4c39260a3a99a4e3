"""A download against a publisher that misbehaves: the whole file, or the one that was there."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from support import stand_in
from support.publisher import Publisher, file, publisher

from seeds.importing.fetching.download import USER_AGENT, DownloadError, Known, Limits, download

BODY = "id,nom\n1,Café\n2,Étape\n".encode() * 500
FAST = Limits(
    connect_seconds=2,
    read_seconds=0.3,
    total_seconds=1.0,
    most_bytes=1 << 20,
    attempts=3,
    first_wait_seconds=0.01,
    longest_wait_seconds=5,
)
OLD = b"what was there before\n"


@pytest.fixture
def away() -> Iterator[Publisher]:
    """The publisher's server."""
    with publisher() as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file goes; an older one is there."""
    there = tmp_path / "source" / "file.csv"
    there.parent.mkdir()
    there.write_bytes(OLD)
    return there


def alone(path: Path) -> bool:
    """No half-written file is left beside it."""
    return list(path.parent.iterdir()) == [path]


def test_the_whole_file_with_its_digest(away: Publisher, path: Path) -> None:
    address = away.says("/a.csv", file(BODY, ETag='"1"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT"))
    fetched = download(address, path, limits=FAST)
    assert path.read_bytes() == BODY
    assert fetched.is_new
    assert (fetched.size, fetched.sha256) == (len(BODY), hashlib.sha256(BODY).digest())
    assert (fetched.etag, fetched.last_modified) == ('"1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    assert away.asked[0][1]["user-agent"] == USER_AGENT
    assert "if-none-match" not in away.asked[0][1]
    assert alone(path)


def test_what_is_known_does_not_come_again(away: Publisher, path: Path) -> None:
    address = away.says("/a.csv", file(BODY, ETag='"7"'))
    fetched = download(address, path, known=Known('"7"', "Mon, 02 Mar 2026 10:00:00 GMT"), limits=FAST)
    assert not fetched.is_new
    assert path.read_bytes() == OLD
    assert away.asked[0][1]["if-modified-since"] == "Mon, 02 Mar 2026 10:00:00 GMT"
    assert download(address, path, known=Known('"6"', None), limits=FAST).is_new


def test_304_without_having_asked_is_an_error(away: Publisher, path: Path) -> None:
    address = away.says("/a.csv", stand_in.status(304))
    with pytest.raises(DownloadError, match="304"):
        download(address, path, limits=FAST)


@pytest.mark.parametrize(
    "trouble",
    [
        stand_in.status(500),
        stand_in.status(503),
        file(BODY, stand_in.cut_off),
        file(BODY, stand_in.cut_off_in_chunks),
        stand_in.silent(0.6),
        file(BODY, stand_in.dripping(0.01)),
    ],
    ids=["500", "503", "cut off", "cut off in chunks", "silent", "dripping"],
)
def test_trouble_that_passes(away: Publisher, path: Path, trouble: stand_in.Behaviour) -> None:
    address = away.says("/a.csv", trouble, file(BODY))
    assert download(address, path, limits=FAST).is_new
    assert path.read_bytes() == BODY
    assert len(away.asked) == 2
    assert alone(path)


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (stand_in.status(500), "500"),
        (file(BODY, stand_in.cut_off), "cut off"),
        (file(BODY, stand_in.cut_off_in_chunks), "cut off"),
        (stand_in.silent(0.6), "in time"),
        (file(BODY, stand_in.dripping(0.01)), "within 1 s"),
    ],
    ids=["500", "cut off", "cut off in chunks", "silent", "dripping"],
)
def test_trouble_that_stays(away: Publisher, path: Path, trouble: stand_in.Behaviour, message: str) -> None:
    address = away.says("/a.csv", trouble)
    with pytest.raises(DownloadError, match=message):
        download(address, path, limits=FAST)
    assert len(away.asked) == FAST.attempts
    assert path.read_bytes() == OLD
    assert alone(path)


def test_waits_grow(away: Publisher, path: Path) -> None:
    waited: list[float] = []
    with pytest.raises(DownloadError):
        download(away.says("/a", stand_in.status(500)), path, limits=FAST, sleep=waited.append)
    assert len(waited) == FAST.attempts - 1
    assert 0.005 <= waited[0] <= 0.01 <= waited[1] <= 0.02


def test_retry_after_is_obeyed(away: Publisher, path: Path) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    limits = replace(FAST, longest_wait_seconds=7200)
    for asked, least, most in (("2", 2, 2), (later, 1800, 3600), ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0)):
        waited: list[float] = []
        address = away.says("/a", stand_in.status(429, Retry_After=asked), file(BODY))
        assert download(address, path, limits=limits, sleep=waited.append).is_new
        assert least <= waited[0] <= most


def test_who_asks_for_too_much_patience_is_given_up(away: Publisher, path: Path) -> None:
    address = away.says("/a", stand_in.status(429, Retry_After="86400"))
    with pytest.raises(DownloadError, match="86400"):
        download(address, path, limits=FAST)
    assert len(away.asked) == 1


@pytest.mark.parametrize("code", [400, 403, 404, 410])
def test_what_will_not_change_is_asked_once(away: Publisher, path: Path, code: int) -> None:
    with pytest.raises(DownloadError, match=f"{code}.*address"):
        download(away.says("/a", stand_in.status(code)), path, limits=FAST)
    assert len(away.asked) == 1


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            file(b"<!DOCTYPE html><p>Maintenance</p>", Content_Type="text/html; charset=utf-8"),
            "web page",
        ),
        (file(b"\n <!DOCTYPE html><p>Maintenance</p>", Content_Type="text/csv"), "web page"),
        (file(b"", Content_Type="text/csv"), "empty"),
        (file(b"%PDF-1.7 ...", Content_Type="text/csv"), "PDF"),
        (file(b"a,b\n\x00\x00", Content_Type="text/csv"), "NUL"),
        (stand_in.bomb(5 << 20), "larger than 1 MiB"),
        (file(b"a" * (2 << 20)), "larger than 1 MiB"),
        (file(b"no gzip", Content_Encoding="gzip"), "compression"),
    ],
    ids=["page", "page called csv", "empty", "pdf", "binary", "bomb", "large", "no gzip"],
)
def test_what_is_no_data_is_refused(
    away: Publisher, path: Path, answer: stand_in.Behaviour, message: str
) -> None:
    address = away.says("/a.csv", answer)
    with pytest.raises(DownloadError, match=message) as error:
        download(address, path, limits=FAST)
    assert address in str(error.value)
    assert path.read_bytes() == OLD
    assert alone(path)


def test_packed_answers_are_unpacked(away: Publisher, path: Path) -> None:
    packed = gzip.compress(BODY)
    download(away.says("/a", file(packed, Content_Encoding="gzip")), path, limits=FAST)
    assert path.read_bytes() == BODY


def test_redirects_are_followed_for_a_while(away: Publisher, path: Path) -> None:
    away.says("/there", file(BODY))
    assert download(away.says("/here", stand_in.redirect("/there")), path, limits=FAST).is_new
    with pytest.raises(DownloadError, match="circles"):
        download(away.says("/round", stand_in.redirect("/round")), path, limits=FAST)
    with pytest.raises(DownloadError, match="no address of the web"):
        download(away.says("/out", stand_in.redirect("file:///etc/passwd")), path, limits=FAST)
    assert path.read_bytes() == BODY


def test_nobody_listens(path: Path) -> None:
    with pytest.raises(DownloadError, match="connection failed"):
        download("http://127.0.0.1:9/a", path, limits=FAST)
    assert path.read_bytes() == OLD


def test_a_folder_that_is_not_there_is_made(away: Publisher, tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.csv"
    download(away.says("/a", file(BODY)), path, limits=FAST)
    assert path.read_bytes() == BODY
