"""Manufactures de proximité."""

from seeds.sources.labelled import labelled_reader

read_manufactures = labelled_reader(kind="manufactory", programme="manufacture-de-proximite")
