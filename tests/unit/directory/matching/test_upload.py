"""Lists of sites as spreadsheets save them."""

from io import BytesIO

import pytest

from app.directory.matching.sentences import Sentence
from app.directory.matching.uploads.rows import CSV, CUT_OFF, JSON_LINES, Upload
from app.directory.matching.uploads.upload_errors import UploadError


def rows(content: str) -> list[dict[str, str]]:
    return [dict(row.fields) for row in Upload(BytesIO(content.encode()), CSV).rows()]


@pytest.mark.parametrize("above", ["sep=;\r\n", "\n", "\r\n\r\n", '"sep=;"\n', "sep=\\t\n\n"])
def test_lines_above_the_header_are_passed_over(above: str) -> None:
    assert rows(f"{above}id;lat;lon\n1;47,2;-1,5\n") == [{"id": "1", "lat": "47,2", "lon": "-1,5"}]


def test_an_open_quotation_mark_refuses_the_list_and_names_its_line() -> None:
    sites = 'id,address,postcode,city\n1,a,44000,Nantes\n2,"12 rue,44000,Nantes\n3,3 rue,69003,Lyon\n'
    with pytest.raises(UploadError, match=r"Line 3 .*quotation mark"):
        rows(sites)
    with pytest.raises(UploadError, match=r"Line 5 "):
        rows(f"\n\n{sites}")


def test_a_quotation_mark_within_quotes_is_doubled() -> None:
    assert rows('id,address\n1,"12 rue ""du"" Port"\n') == [{"id": "1", "address": '12 rue "du" Port'}]


@pytest.mark.parametrize(
    ("last", "problem"),
    [("2,44000,Nantes", None), ("2,440", CUT_OFF), ("2,440\n", None), ("2,440\r", None), ("2,44000,", None)],
)
def test_a_last_row_without_its_end_and_all_its_fields_is_cut_off(
    last: str, problem: Sentence | None
) -> None:
    first, second = Upload(BytesIO(f"id,postcode,city\n1,44000,Nantes\n{last}".encode()), CSV).rows()
    assert (first.problem, second.id, second.problem) == (None, "2", problem)


@pytest.mark.parametrize("kind", [CSV, JSON_LINES])
@pytest.mark.parametrize("text", ["Médiathèque", "Œuvre", "L’atelier", "« ici »"])
def test_the_line_of_another_encoding_is_named(kind: str, text: str) -> None:
    lines = [b"address", b"a", text.encode("cp1252"), text.encode()]
    with pytest.raises(UploadError, match="line 3 is not UTF-8") as caught:
        Upload(BytesIO(b"\n".join(lines)), kind)
    assert "la ligne 3 n’est pas en UTF-8" in caught.value.by_language["fr"]
    lines[2] = text.encode("cp1252") + text.encode()
    with pytest.raises(UploadError, match="line 3 is not UTF-8"):
        Upload(BytesIO(b"\n".join(lines[:3])), kind)


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "Œuvre « É »"), ("latin-1", "\x81é"), ("utf-8", "ŒÉ")]
)
def test_one_encoding_is_read_as_it_is(encoding: str, text: str) -> None:
    (row,) = Upload(BytesIO(f"address\n{text}\n".encode(encoding)), CSV).rows()
    assert row.fields["address"] == text
