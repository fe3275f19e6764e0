"""What is promised to somebody else in the same transaction: codes to doors, records to programs, mail."""
