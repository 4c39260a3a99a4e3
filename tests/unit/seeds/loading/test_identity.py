import re

from app.directory.common.public_ids import public_id


def test_it_is_the_same_at_every_import() -> None:
    # Written down: links to a place must not break with a new version.
    assert public_id("tl", "cget-2019", "1") == public_id("tl", "cget-2019", "1")
    assert public_id("tl", "cget-2019", "1") == "tl-zb4vmc26w4dh"


def test_it_is_short_and_opaque() -> None:
    assert re.fullmatch(r"of-[2-9bcdfghjkmnpqrstvwxyz]{12}", public_id("of", "organisations-cfa", "732"))


def test_source_and_record_both_count() -> None:
    made = {public_id("tl", source, record) for source in ("a", "ab") for record in ("bc", "c", "")}
    assert len(made) == 6


def test_no_two_records_of_a_large_source_agree() -> None:
    assert len({public_id("tl", "source", str(number)) for number in range(20_000)}) == 20_000
