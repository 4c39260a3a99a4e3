"""Answers that hang on the directory alone: kept, and sent again while the directory is the same."""
