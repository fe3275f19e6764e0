"""Rivals for one slot, over HTTP, at the real web program, on both databases.

`python -m tests.races [--rounds N] [sqlite] [postgres]` runs them alone and prints the figures.
"""
