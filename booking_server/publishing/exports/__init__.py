"""Lists of uses as files: CSV, XLSX, Atom, RSS, JSON-LD."""
