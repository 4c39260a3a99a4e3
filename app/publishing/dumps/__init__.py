"""The data package: all that may be reused as files of one day, and those of days before."""
