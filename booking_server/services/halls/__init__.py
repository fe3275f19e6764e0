"""Halls with their rooms, rules, texts and closures, and how they are found."""
