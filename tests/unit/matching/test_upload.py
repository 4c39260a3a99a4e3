"""Lists of sites as spreadsheets save them."""

from io import BytesIO

import pytest

from app.matching.upload import CSV, Upload, UploadError


def rows(content: str) -> list[dict[str, str]]:
    return [dict(row.fields) for row in Upload(BytesIO(content.encode()), CSV).rows()]


@pytest.mark.parametrize("above", ["sep=;\r\n", "\n", "\r\n\r\n"])
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
