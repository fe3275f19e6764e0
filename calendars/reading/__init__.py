"""Reading iCalendar that strangers wrote (RFC 5545): bounded, entry by entry, with a report.

`process.read_calendar` is the door: everything behind it runs in a child process that is killed when it
takes too much. The rest of this package is what the child does.
"""
