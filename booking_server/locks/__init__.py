"""The server's end of the wire to the doors: keys, snapshots, the MQTT link, QR images."""
