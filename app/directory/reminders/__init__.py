"""Reminders: once a year, whoever manages places is asked whether they are still as they are shown."""
