"""Numbers that are looked up when somebody asks."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is looked up when somebody asks."""

    name: str
    meaning: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)
