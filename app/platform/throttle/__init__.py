"""Limits on how often somebody does something, over all workers together."""
