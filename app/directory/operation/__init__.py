"""What the operator wants to know of the directory and of what works in its background."""
