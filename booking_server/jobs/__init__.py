"""The worker: the schedule, the outbox, the wire to the doors."""
