"""A server of the Bad Belzig App that behaves as the real one does, in a process of its own.

What it enforces follows the public code of Smart Village App's mainserver; `schema.graphql` is our own,
smaller description of its schema: the fields we use and the traps beside them, nothing else.
"""
