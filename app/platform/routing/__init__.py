"""Travel costs by name: as the crow flies, from a file, or from a routing service over HTTP."""
