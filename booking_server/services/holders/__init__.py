"""Codes of people who come again and again: keyholders, caretakers, the fire brigade."""
