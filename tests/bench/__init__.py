"""Figures of speed and memory, `python -m tests.bench [subject …]`; the bars stand in the README.

One module per subject; each yields figures as it measures them. Ratios are taken within one run.
"""
