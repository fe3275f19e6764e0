"""Halls in Home Assistant: what is told over MQTT, to a broker of its own. Nothing here hears a command."""
