"""Files from their publishers' live addresses."""
