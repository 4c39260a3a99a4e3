"""Values are made once for each version of the directory, and never given for another."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from app.platform.cache.once_per_version import OncePerVersion
from app.platform.database.connection import Database

NOWHERE = "postgresql+psycopg://nobody@localhost:1/nothing"


def database() -> Database:
    """Return a database that is never connected to: values are kept by it."""
    return Database(NOWHERE)


@given(
    steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), max_size=60),
    most=st.integers(1, 8),
)
def test_a_value_is_of_its_key_and_version_and_the_last_used_stay(
    steps: list[tuple[int, int]], most: int
) -> None:
    values: OncePerVersion[tuple[int, int]] = OncePerVersion(most)
    source = database()
    used: dict[int, int] = {}  # key to version, the last used at the end
    for key, version in steps:
        made = []

        def make(key: int = key, version: int = version, made: list[int] = made) -> tuple[int, int]:
            made.append(key)
            return key, version

        assert values.get(source, str(version), key, make) == (key, version)
        is_kept = key in list(used)[-most:] and used[key] == version
        assert bool(made) is not is_kept
        used.pop(key, None)
        used[key] = version


def test_each_database_has_its_own() -> None:
    values: OncePerVersion[str] = OncePerVersion(4)
    first, second = database(), database()
    assert values.get(first, "1", "key", lambda: "of the first") == "of the first"
    assert values.last(second, "key") is None
    assert values.get(second, "1", "key", lambda: "of the second") == "of the second"
    assert (values.last(first, "key"), values.last(second, "key")) == ("of the first", "of the second")


def test_nobody_waits_for_the_value_of_another() -> None:
    values: OncePerVersion[str] = OncePerVersion(4)
    source, is_asked = database(), threading.Event()

    def slowly() -> str:
        assert is_asked.wait(10)
        return "slow"

    slow = threading.Thread(target=lambda: values.get(source, "1", "slow", slowly))
    slow.start()
    assert values.get(source, "1", "quick", lambda: "quick") == "quick"
    is_asked.set()
    slow.join()
    assert values.last(source, "slow") == "slow"
