"""People who sign in, what they manage, and what they may do."""
