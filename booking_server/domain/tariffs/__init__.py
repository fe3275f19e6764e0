"""Prices of a regulation: tariff files, and the quote a booking gets from them. Pure; cents are integers."""
