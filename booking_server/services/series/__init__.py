"""Bookings that recur."""
