"""Commands of `dorfschluessel`, one module a noun; each adds its own to the parser."""
