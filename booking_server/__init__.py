"""Dorfschlüssel, the central service: bookings, calendars, access codes."""
