"""The view from outside, for the operator: metrics, lines of JSON, a number for each request."""
