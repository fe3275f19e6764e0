"""What leaves on paper and by mail."""
