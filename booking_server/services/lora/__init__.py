"""Revocations and time over LoRaWAN."""
