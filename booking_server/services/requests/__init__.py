"""Requests for a hall, and how they are decided."""
