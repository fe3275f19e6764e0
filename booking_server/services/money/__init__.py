"""Tariffs, invoices, deposits, payments and what the treasury is told."""
