"""The catalogue of what can be reused, for the portals that harvest it."""
