"""What a journey costs: as the crow flies, with a detour, from a file, by a router."""
