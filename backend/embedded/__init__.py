"""The demonstration's own PostgreSQL and Redis, kept under ``var/`` between runs."""
