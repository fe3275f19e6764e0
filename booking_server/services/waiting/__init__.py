"""Times that are only held, and people who wait for one."""
