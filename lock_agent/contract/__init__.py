"""The published language of the door (DGH door protocol 1): what server and door agree on.

Standard library and `cryptography` only; imports nothing else of ours. Values are frozen, times
are integer UTC epoch seconds, windows are half-open `[nbf, exp)`. Every parser bounds the size of
its input before it looks inside and raises a subclass of `ContractError`, nothing else.
"""
