"""The programs of a device, one module each: what a process does from its options to its end."""
