"""Published sources: a reader for each, and their registry."""
