"""Handing a hall over and taking it back, and what was found broken."""
