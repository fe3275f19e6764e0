"""Telling other programs' addresses what happened, after the Standard Webhooks specification 1.0.0.

`signing` makes the three fields that prove a message, `sending` keeps the promises of the outbox.
"""
