"""How one gets into a building and around in it, as acceslibre publishes it."""
