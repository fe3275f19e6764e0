"""What the command line says about a unit."""

from dataclasses import dataclass
from pathlib import Path

HISTORY = "strike.history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The values of a command. `bench` gives mock pins and a control socket beside the database."""

    data: Path
    profile: Path | None = None
    bench: bool = False
    boot_id: str = ""
    clock_offset: int = 0
    unplugged: bool = False

    @property
    def history(self) -> Path | None:
        """Where the guard of a bench door writes down what the strike did."""
        return self.data / HISTORY if self.bench else None
