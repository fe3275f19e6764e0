"""Figures of use as drawings with a table behind, on a page, on paper and as a file."""
