"""Repositories: rows in, domain values out. Each speaks for one noun."""
