"""Retention: what is kept of people, for how long, and the job that ends it."""
