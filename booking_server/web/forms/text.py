"""Text from outside, made fit to be stored."""

from booking_server.domain.texts import one_line

__all__ = ["one_line"]
