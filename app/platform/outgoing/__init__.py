"""Requests that this program makes of others: when to try again, and when to give up."""
