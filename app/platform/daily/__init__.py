"""Jobs of each day: done once a day, whichever process comes first."""
