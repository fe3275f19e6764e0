"""Running it all: notices, retention, privacy, audit and the verification of what is stored."""
