"""Handing a hall over and taking it back: what is written down, signed and settled."""
