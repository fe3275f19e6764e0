"""The command `dorfschluessel`, also where only the door program was installed."""

import sys


def main() -> int:
    """Run the server's command; without its packages say how they are installed."""
    try:
        from booking_server.cli import main as run  # noqa: PLC0415 -- what it needs may not be there
    except ModuleNotFoundError as error:
        print(
            f"dorfschluessel: {error.name} fehlt, hier ist der Server nicht installiert. Im geklonten Ordner:"
            " .ci/install server .venv",
            file=sys.stderr,
        )
        return 78
    return run()
