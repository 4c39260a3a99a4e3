"""Two statistical models of record linkage, to be compared with the rules.

    python -m tests.support.linkage_models tests/seeds/labels/duplicate_pairs_4.csv

Fellegi and Sunter's match weights, and a logistic regression: both are trained on the first three sets of
labels and tried on the one that is given. A pair is described by the level at which each field agrees.
Fellegi and Sunter (1969, Journal of the American Statistical Association 64, 1183-1210): the weight of a
level is log2(m / u), its shares among the pairs that are one place and among those that are not, half a pair
added to each. From the sum on at which 98% of the training pairs are right, a pair is called one place.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import psycopg
from numpy.typing import NDArray

from app.commands.base import database_engine, notify
from seeds.loading.duplicates.comparison import Comparison
from seeds.loading.duplicates.facts import PlaceFacts, read_all
from seeds.loading.duplicates.measure import read_labels
from seeds.loading.duplicates.services import exclude_each_other

LABELS = Path(__file__).parent.parent / "seeds" / "labels"
TRAINED_ON = ("duplicate_pairs.csv", "duplicate_pairs_2.csv", "duplicate_pairs_3.csv")
PRECISION = 0.98
STRUCTURE = ("several places", "branch", "house", "numbers")
"""Doubts that tell of the structure of a name or an address."""
Levels = dict[str, str]
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Labelled pairs, described."""

    levels: Sequence[Levels]
    same: Vector

    @classmethod
    def read(cls, paths: Sequence[Path], records: dict[tuple[str, str], PlaceFacts]) -> "Pairs":
        """Read the pairs that people agree on, of which both records are in the directory."""
        labels = [label for path in paths for label in read_labels(path) if label.same is not None]
        known = [label for label in labels if label.left in records and label.right in records]
        levels = [levels_of(records[label.left], records[label.right]) for label in known]
        return cls(levels, np.array([float(bool(label.same)) for label in known]))

    def matrix(self, keys: Sequence[tuple[str, str]]) -> Vector:
        """Return 1 for each level of a pair, after a constant."""
        return np.array(
            [[1.0, *(float(pair[field] == level) for field, level in keys)] for pair in self.levels]
        )


def levels_of(left: PlaceFacts, right: PlaceFacts) -> Levels:
    """Return the level at which each field of two records agrees."""
    pair = Comparison(replace(left, list="left"), replace(right, list="right"))
    agree, differ = pair.identifiers
    metres = pair.distance_m
    near = [limit for limit in (50, 150, 1000) if metres is not None and metres <= limit]
    services = left.services & right.services
    return {
        "names": _names(pair),
        "address": str(pair.same_address),
        "distance": "unknown" if metres is None else str(near[0] if near else "far"),
        "website": next(
            (
                level
                for level, holds in (
                    ("agrees", "website" in agree),
                    ("kin", pair.has_kin_website),
                    ("differs", "website" in differ),
                    ("spells", pair.is_named_by_website),
                )
                if holds
            ),
            "unknown",
        ),
        "commune": str(pair.same_commune),
        "services": "exclude" if exclude_each_other(left.services, right.services) else str(bool(services)),
        "kind": str(left.kind == right.kind),
        "structure": str(any(word in doubt for doubt in pair.doubts for word in STRUCTURE)),
    }


def _names(pair: Comparison) -> str:
    names = pair.names
    tells = names.weight >= 1
    ranks = (
        ("equal", names.likeness >= 0.9 and tells),
        ("equal, generic", names.likeness >= 0.9),
        ("alike", names.likeness >= 0.7 and tells),
        ("inside", names.containment >= 0.9 and tells),
        ("shares", tells),
    )
    return next((level for level, holds in ranks if holds), "none")


def match_weights(pairs: Pairs, keys: Sequence[tuple[str, str]]) -> Vector:
    """Return the prior and the match weight of each level, in bits."""
    same = pairs.same.astype(bool)
    weights = [np.log2(same.sum() / (~same).sum())]
    for field, level in keys:
        has = np.array([pair[field] == level for pair in pairs.levels])
        m, u = (has[same].sum() + 0.5) / (same.sum() + 1), (has[~same].sum() + 0.5) / ((~same).sum() + 1)
        weights.append(np.log2(m / u))
    return np.array(weights)


def logistic_weights(pairs: Pairs, keys: Sequence[tuple[str, str]]) -> Vector:
    """Return the weights of a logistic regression with a ridge of 1, by Newton's method."""
    matrix, weights = pairs.matrix(keys), np.zeros(len(keys) + 1)
    ridge = np.eye(len(weights))
    ridge[0, 0] = 0
    for _ in range(50):
        expected = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (expected - pairs.same) + ridge @ weights
        curve = (
            (matrix * (expected * (1 - expected))[:, None]).T @ matrix + ridge + 1e-9 * np.eye(len(weights))
        )
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def threshold(scores: Vector, same: Vector) -> float:
    """Return the lowest score from which on 98% of the pairs are one place."""
    order = np.argsort(-scores)
    precision = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    return float(scores[order][np.flatnonzero(precision >= PRECISION)[-1]])


def main() -> None:
    """Train both models, and print what they make of the pairs of a file."""
    with database_engine() as engine, engine.connect() as connection:
        driver = cast("psycopg.Connection", connection.connection.driver_connection)
        records = {record.key: record for record in read_all(driver.cursor())}
    known = Pairs.read([LABELS / name for name in TRAINED_ON], records)
    tried = Pairs.read([Path(sys.argv[1])], records)
    keys = sorted({(field, level) for pair in known.levels for field, level in pair.items()})
    for name, train in (("Fellegi-Sunter", match_weights), ("logistic regression", logistic_weights)):
        weights = train(known, keys)
        least = threshold(known.matrix(keys) @ weights, known.same)
        merged = tried.matrix(keys) @ weights >= least
        right = int(tried.same[merged].sum())
        notify(
            f"{name}: {int(merged.sum())} of {len(merged)} pairs merged, {right} rightly, of"
            f" {int(tried.same.sum())} that are one place"
        )


if __name__ == "__main__":
    main()
