"""Dorfschlüssel, the program at the door: it decides alone and reports what it did."""
