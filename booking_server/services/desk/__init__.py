"""The desk of the village heads: their day, their messages, their figures."""
