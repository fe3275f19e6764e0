"""Figures of speed and memory, `python -m tests.bench [subject …]`; each with the bar it must keep.

One module per subject; each yields figures as it measures them. Ratios are taken within one run.
"""
