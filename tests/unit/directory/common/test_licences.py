"""Licences: each has its place in the order, and those that may be mixed are among them."""

from app.directory.common.licences import LICENCE_FACTS, LICENCES, MIXABLE, STRICTEST_FIRST, UNCONFIRMED


def test_every_licence_has_its_place_in_the_order() -> None:
    assert sorted(STRICTEST_FIRST) == sorted(LICENCES)
    assert len({fact.code for fact in LICENCE_FACTS}) == len(LICENCES) - 1


def test_what_is_mixed_was_confirmed_and_asks_for_no_share_alike() -> None:
    assert set(MIXABLE) == set(LICENCES) - {UNCONFIRMED, "ODbL-1.0"}
