"""The technician's look at a device: one module for each part of it. Each says what it finds and what to do.

It reads what is stored, asks the running door and link how they are, and never moves the strike.
"""
