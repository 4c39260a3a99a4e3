"""How long property tests search: thirty examples each; ten in `make test-fast`, 500 in `make test-large`.

None has a fixed seed: each run tries other examples, and the database of examples (`.hypothesis`) tries
again what failed before. What every run must try stands beside the test as an `@example`.
"""

import os

from hypothesis import settings

VARIABLE = "PROXILIEUX_TEST_STRENGTH"
EXAMPLES = {"default": 30, "fast": 10, "large": 500}
STRENGTH = os.environ.get(VARIABLE, "default")
if STRENGTH not in EXAMPLES:
    raise ValueError(f"{VARIABLE} is {STRENGTH!r}; it may be {', '.join(EXAMPLES)}")

settings.register_profile(
    STRENGTH,
    settings.get_profile("default"),
    max_examples=EXAMPLES[STRENGTH],
    derandomize=False,  # Hypothesis itself fixes the seed where it sees a CI
    deadline=None,  # a busy machine is no failure
    print_blob=True,
)
settings.load_profile(STRENGTH)


def scaled(factor: float) -> int:
    """Return the number of examples where one costs more than usual (a factor below 1), or less."""
    return max(1, round(EXAMPLES[STRENGTH] * factor))
