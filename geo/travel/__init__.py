"""Costs of journeys: as the crow flies, with a detour, from a file, by a router."""
