"""Vector tiles: OGC API - Tiles."""

from app.publishing.ogc.tiles.links import CONFORMANCE, landing_links, tile_links

__all__ = ["CONFORMANCE", "landing_links", "tile_links"]
