"""Changes of the directory, for programs that keep a copy of it."""
