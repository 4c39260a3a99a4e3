"""Responses and values that follow from the directory alone: kept while the directory is the same."""
