"""Fabriques de territoire, as labelled up to January 2024."""

from seeds.sources.labelled import labelled_reader

read_fabriques = labelled_reader(kind="third_place", programme="fabrique-de-territoire")
