"""Reading forms into values: everything stays as typed, and every mistake is tied to its field."""
