"""Mail: an outbox in PostgreSQL, and the worker that sends it over SMTP."""
