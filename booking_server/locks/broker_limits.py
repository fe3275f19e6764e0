"""The bounds of both embedded brokers: a client that is slow, away or hostile costs this much."""

MAX_MESSAGE_BYTES = 256 * 1024
MAX_PACKET_BYTES = MAX_MESSAGE_BYTES + 1024
MAX_QUEUED_MESSAGES = 1000
SESSION_DAYS = 14
