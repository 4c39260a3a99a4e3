"""Ways into buildings and around in them, as acceslibre publishes them."""
