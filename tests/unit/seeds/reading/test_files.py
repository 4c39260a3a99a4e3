import hashlib
from pathlib import Path

import pytest

from seeds.reading.files import CHUNK, SourceFileError, inspect


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"id,nom\n1,abc\n", "utf-8-sig"),
        ("id,nom\n1,Médiathèque\n".encode(), "utf-8-sig"),
        ("id,nom\n1,Médiathèque\n".encode("utf-8-sig"), "utf-8-sig"),
        ("id,nom\n1,Médiathèque\n".encode("latin-1"), "cp1252"),
        ("id,nom\n1,Cœur d\u2019atelier\n".encode("cp1252"), "cp1252"),
        ("id,nom\n1,é\x81\n".encode("latin-1"), "latin-1"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, encoding: str) -> None:
    file = inspect(written(tmp_path, content))
    assert file.encoding == encoding
    assert file.size == len(content)
    assert file.digest == hashlib.blake2b(content, digest_size=32).digest()


def test_a_character_across_two_chunks_is_no_damage(tmp_path: Path) -> None:
    content = b"a" * (CHUNK - 1) + "é".encode() + b"b" * 10
    assert inspect(written(tmp_path, content)).encoding == "utf-8-sig"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"id,nom\n1,a\x00b\n", "NUL"),
        (b"PK\x03\x04workbook", "Excel"),
        ("id,nom\n".encode("utf-16"), "UTF-16"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\n <!DOCTYPE html><html>", "web page"),
        (b"<html><body>404</body></html>", "web page"),
        ("id,nom\n1,Médiathèque à Évry".encode() + b"\xe9\n", "mixes encodings: line 2"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        inspect(written(tmp_path, content))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="No such file"):
        inspect(tmp_path / "absent.csv")
    with pytest.raises(SourceFileError, match="cannot be read"):
        inspect(tmp_path)
