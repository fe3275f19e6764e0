"""CalDAV to read from (RFC 4918, 4791): for phones that speak nothing else. Nothing can be changed here."""
