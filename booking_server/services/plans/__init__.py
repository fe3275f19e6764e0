"""Calendars as files: feeds, exports, and plans brought along."""
