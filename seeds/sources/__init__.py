"""The registry of published sources, in the order in which they are loaded: territories first.

A new source is a reader in `seeds/sources/` and an entry in the module of its kind.
"""

from seeds.sources.organisations import ORGANISATIONS
from seeds.sources.registry import PLACES
from seeds.sources.source import Companion, Source
from seeds.sources.territories import TERRITORIES

SOURCES: tuple[Source, ...] = (*TERRITORIES, *PLACES, *ORGANISATIONS)
BY_NAME = {source.name: source for source in SOURCES}

__all__ = ["BY_NAME", "SOURCES", "Companion", "Source"]
