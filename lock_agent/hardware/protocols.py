"""What the door asks of its hardware, in door words."""

from typing import Protocol

from lock_agent.core.values import Input


class Strike(Protocol):
    """The electric strike. It is secured unless a pulse is running."""

    def pulse(self, ms: int) -> None:
        """Energise for `ms` milliseconds, at most eight seconds, and secure again without being told."""

    def secure(self) -> None:
        """End a running pulse now."""

    def close(self) -> None:
        """Secure and let go of the hardware."""


class Signals(Protocol):
    """Light and sound at the door."""

    def show(self, pattern: str) -> None:
        """Play a pattern by its name; a pattern that is running gives way."""


class Timed(Protocol):
    """Something that has to act at a moment of the monotonic clock."""

    def due(self) -> float | None:
        """Return when, in seconds of `time.monotonic()`, or None while nothing is pending."""

    def expire(self) -> None:
        """Do what is due by now; early calls do nothing."""


class Source(Protocol):
    """Something at the door that happens; to be asked whenever `fileno()` is readable or `due()` has come."""

    def fileno(self) -> int:
        """Return the descriptor to wait on, the same for ever."""

    def due(self) -> float | None:
        """Return when to ask next, in seconds of `time.monotonic()`, or None while nothing is pending."""

    def happened(self) -> list[Input]:
        """Return what has happened since the last call, oldest first. Never waits."""

    def close(self) -> None:
        """Let go of the hardware."""


class Keypad(Protocol):
    """A keypad; readable whenever `fileno()` is."""

    def fileno(self) -> int:
        """Return the descriptor to wait on."""

    def keys(self) -> str:
        """Return the keys pressed since the last call, oldest first: `0`-`9`, `*`, `#`. Never waits."""


class Scanner(Protocol):
    """A QR scanner; readable whenever `fileno()` is."""

    def fileno(self) -> int:
        """Return the descriptor to wait on."""

    def scans(self) -> list[str]:
        """Return the texts scanned since the last call. Never waits."""


class Radio(Protocol):
    """A LoRaWAN module; to be asked whenever `fileno()` is readable or `due()` has come.

    Nothing here is to be believed: frames are forwarded, and judged by the door.
    """

    def fileno(self) -> int:
        """Return the descriptor to wait on."""

    def due(self) -> float | None:
        """Return when to ask next, in seconds of `time.monotonic()`, or None while nothing is pending."""

    @property
    def is_joined(self) -> bool:
        """Whether it is in a network, as far as it knows."""

    def frames(self) -> list[bytes]:
        """Return the frames received since the last call, oldest first. Never waits. Raises `OSError`."""

    def send(self, frame: bytes) -> bool:
        """Send a frame some time soon; return False when there is no network. Raises `OSError`."""

    def close(self) -> None:
        """Let go of the hardware."""
