"""Calendars of others whose times block a hall."""
