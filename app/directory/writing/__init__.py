"""Writing by API, with a key: proposals, and changes by those who manage a place."""
