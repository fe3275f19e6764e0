"""The bounds of both embedded brokers: a client that is slow, away or hostile costs this much."""

from lock_agent.contract.topics import Channel, max_bytes

MAX_MESSAGE_BYTES = max(max_bytes(channel) for channel in Channel)
MAX_PACKET_BYTES = MAX_MESSAGE_BYTES + 1024  # topic and headers
MAX_QUEUED_MESSAGES = 1000
SESSION_DAYS = 14
