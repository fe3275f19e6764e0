"""Figures of use: how full the halls were and when, what came in, how the doors were. Nobody is named."""
