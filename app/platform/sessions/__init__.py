"""Sessions of who signed in, one-time codes, and what keeps other sites from writing in somebody's name."""
