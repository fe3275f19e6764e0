"""Only in the demo: doors to type at, and a mailbox that shows what was sent."""
