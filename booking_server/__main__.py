"""`python -m booking_server` is the command `dorfschluessel`."""

import sys

from booking_server.entry import main

if __name__ == "__main__":
    sys.exit(main())
