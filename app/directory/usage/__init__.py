"""Figures of use: requests, answers, hours and learners, for those who pay."""
