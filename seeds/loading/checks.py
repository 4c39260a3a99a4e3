"""Checks that turn what the database would refuse for a whole run into the refusal of one row."""

from collections.abc import Collection, Hashable, Sequence

from seeds.reading.base import RowRefusedError


def one_of(name: str, value: Hashable, values: Collection[Hashable]) -> None:
    """Check a value against its vocabulary.

    Raises
    ------
    RowRefusedError
        `value_unknown`

    """
    if value not in values:
        raise RowRefusedError("value_unknown", f"{name}: {value!r} is not in the vocabulary.")


def unique(name: str, values: Sequence[Hashable]) -> None:
    """Check that no value comes twice.

    Raises
    ------
    RowRefusedError
        `value_repeated`

    """
    if len(set(values)) != len(values):
        raise RowRefusedError("value_repeated", f"The same {name} is given twice.")
