"""Positions for addresses that came without one, from the geocoder of the Base Adresse Nationale."""
