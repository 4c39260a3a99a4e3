"""Webhooks: what happens at places, told to programs of those who answer for them."""
