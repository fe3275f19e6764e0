"""Devices at the doors: enrolled, told, heard, watched, reached by a courier."""
