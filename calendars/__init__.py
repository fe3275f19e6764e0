"""Calendar knowledge without bookings: periods, Berlin local time, iCalendar."""
