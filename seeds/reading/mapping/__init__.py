"""Mappings: what each column of a territory's file is, declared in TOML, guessed and then corrected."""
