"""What day is a holiday: the name, empty for none, None when nobody knows yet."""

from datetime import date


def public_holiday(day: date) -> str | None:
    """Return the public holiday of Brandenburg on a day."""
    return None


def school_holiday(day: date) -> str | None:
    """Return the school holidays of Brandenburg on a day."""
    return None
