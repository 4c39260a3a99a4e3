"""What an operator sees from outside: metrics, lines of JSON, a number for each request."""
