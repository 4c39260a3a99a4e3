"""The audit log: who gained or lost which right, and who signed in; written by triggers, kept a year."""
