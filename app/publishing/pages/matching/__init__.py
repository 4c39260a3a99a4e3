"""The page of organisations: where, what is needed, and the places that fit, may fit, or do not."""
