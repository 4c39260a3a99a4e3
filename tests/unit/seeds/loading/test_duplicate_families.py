"""Which records end up as one place."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from seeds.loading.duplicates.families import Families, Member, SamePair, Shown, may_merge


def members(*facts: tuple[str, str], merged: dict[int, int] | None = None) -> dict[int, Member]:
    return {
        number: Member(number, source, f"r{number}", licence, (merged or {}).get(number))
        for number, (source, licence) in enumerate(facts, 1)
    }


def pair(left: int, right: int, score: float = 1.0, *, by_operator: bool = False) -> SamePair:
    return SamePair(left, right, score, by_operator)


def shown(
    records: dict[int, Member], pairs: list[SamePair], different: list[tuple[int, int]] | None = None
) -> dict[int, int | None]:
    return {one: where.merged_into for one, where in placed(records, pairs, different).items()}


def placed(
    records: dict[int, Member], pairs: list[SamePair], different: list[tuple[int, int]] | None = None
) -> dict[int, Shown]:
    families = Families(records, different or [])
    families.join(pairs)
    return families.shown()


LO = ("a", "LO-2.0"), ("b", "LO-2.0"), ("c", "LO-2.0")


def test_a_family_is_shown_under_the_first_and_has_one_level() -> None:
    assert shown(members(*LO), [pair(2, 3), pair(1, 2)]) == {1: None, 2: 1, 3: 1}


def test_a_place_that_shows_others_already_stays_the_place() -> None:
    records = members(*LO, merged={3: 2})
    assert shown(records, [pair(2, 3), pair(1, 2)]) == {1: 2, 2: None, 3: 2}


def test_rules_never_bring_two_records_of_a_source_together_and_the_surest_wins() -> None:
    records = members(("a", "LO-2.0"), ("b", "LO-2.0"), ("b", "LO-2.0"))
    assert shown(records, [pair(1, 2, 0.9), pair(1, 3, 1.0)]) == {1: None, 2: None, 3: 1}
    assert shown(records, [pair(1, 2, 0.9, by_operator=True), pair(1, 3, by_operator=True)]) == {
        1: None,
        2: 1,
        3: 1,
    }


def test_what_an_operator_keeps_apart_stays_apart_by_every_way() -> None:
    assert shown(members(*LO), [pair(1, 2, 0.95), pair(2, 3, 0.9)], [(1, 3)]) == {1: None, 2: 1, 3: None}


def test_licences_are_never_mixed_even_by_an_operator() -> None:
    for other in ("ODbL-1.0", "unconfirmed", "MIT"):
        records = members(("a", "LO-2.0"), ("b", other))
        assert placed(records, [pair(1, 2, by_operator=True)]) == {1: Shown(), 2: Shown(shown_with=1)}
    assert may_merge("ODbL-1.0", "ODbL-1.0")
    assert not may_merge("unconfirmed", "unconfirmed")


def test_one_place_has_a_family_for_each_licence_and_one_for_each_unconfirmed_record() -> None:
    records = members(("a", "LO-2.0"), ("b", "unconfirmed"), ("c", "LO-2.0"), ("d", "unconfirmed"))
    # The second and the third are not the same by any rule; that both are the first decides.
    assert placed(records, [pair(1, 2), pair(2, 3, 0.9), pair(3, 4, 0.9)]) == {
        1: Shown(),
        2: Shown(shown_with=1),
        3: Shown(merged_into=1),
        4: Shown(shown_with=1),
    }


def test_lists_of_one_source_meet_and_rows_of_one_list_do_not() -> None:
    records = {
        number: Member(number, "a", f"r{number}", "unconfirmed", list=list_)
        for number, list_ in ((1, "nord"), (2, "sud"), (3, "sud"))
    }
    assert placed(records, [pair(1, 2, 0.9), pair(1, 3)]) == {1: Shown(), 2: Shown(), 3: Shown(shown_with=1)}


def test_what_licences_allow_comes_before_what_they_forbid() -> None:
    """A surer pair across licences never keeps two records of one licence apart."""
    records = members(("a", "LO-2.0"), ("b", "unconfirmed"), ("b", "unconfirmed"), ("c", "LO-2.0"))
    found = placed(records, [pair(1, 2), pair(3, 4), pair(1, 4, 0.9)])
    assert found[4] == Shown(merged_into=1)
    assert sorted(where.shown_with or 0 for where in found.values()) == [0, 0, 0, 1]


def test_a_place_that_others_are_shown_with_stays_the_place() -> None:
    records = members(("a", "LO-2.0"), ("b", "unconfirmed"))
    records[1] = Member(1, "a", "r1", "LO-2.0", shown_with=2)
    assert placed(records, [pair(1, 2)]) == {1: Shown(shown_with=2), 2: Shown()}


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["LO-2.0", "LO-2.0", "ODbL-1.0", "unconfirmed"])),
        min_size=2,
        max_size=7,
    ),
    st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7), st.integers(0, 4), st.booleans()), max_size=10),
    st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=3),
    st.randoms(use_true_random=False),
)
def test_laws(
    facts: list[tuple[str, str]],
    drawn: list[tuple[int, int, int, bool]],
    apart: list[tuple[int, int]],
    chance: object,
) -> None:
    records = members(*facts)
    pairs = {
        (min(a, b), max(a, b)): pair(min(a, b), max(a, b), score / 4, by_operator=operator)
        for a, b, score, operator in drawn
        if a != b and max(a, b) <= len(facts)
    }
    different = [(min(a, b), max(a, b)) for a, b in apart if a != b and max(a, b) <= len(facts)]
    found = placed(records, list(pairs.values()), different)
    shuffled = list(pairs.values())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert placed(records, shuffled, different) == found
    heads = {member: where.merged_into or member for member, where in found.items()}
    places = {member: found[head].shown_with or head for member, head in heads.items()}
    for member, where in found.items():
        assert found[heads[member]].merged_into is None  # one level
        assert found[places[member]] == Shown()
        assert where.merged_into is None or where.shown_with is None
        assert member == heads[member] or may_merge(records[member].licence, records[heads[member]].licence)
        # In one place a licence has one family, but for what is not confirmed.
        alike = {heads[other] for other in found if places[other] == places[member]} - {heads[member]}
        assert not any(may_merge(records[member].licence, records[head].licence) for head in alike)
    for one, other in different:
        assert places[one] != places[other]
    # Saying it again changes nothing.
    again = {
        number: Member(
            number,
            one.source,
            one.source_record_id,
            one.licence,
            found[number].merged_into,
            shown_with=found[number].shown_with,
        )
        for number, one in records.items()
    }
    assert placed(again, shuffled, different) == found


def test_the_order_of_pairs_of_one_score_does_not_matter() -> None:
    records = members(("a", "LO-2.0"), ("b", "LO-2.0"), ("b", "LO-2.0"), ("c", "LO-2.0"))
    pairs = [pair(1, 2), pair(1, 3), pair(3, 4), pair(2, 4)]
    outcomes = {tuple(sorted(shown(records, list(order)).items(), key=str)) for order in permutations(pairs)}
    assert len(outcomes) == 1
