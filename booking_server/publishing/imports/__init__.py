"""Readers of what other booking systems give out: MRBS, iCalendar, Smart City Booking. Nothing is run."""
