"""Doors over LoRaWAN: the MQTT interface of a ChirpStack, of which nothing is believed."""
