"""What the command line says about a unit."""

from dataclasses import dataclass
from pathlib import Path

from lock_agent.machine import Machine, boot_id
from lock_agent.settings import load_settings
from lock_agent.units import Site

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

    def site(self) -> Site:
        """Return where the unit runs. Raises `SettingsInvalid`."""
        machine = Machine()
        machine.offset_s = self.clock_offset if self.bench else 0
        return Site(self.data, load_settings(self.profile), machine, self.boot_id or boot_id())

    @property
    def history(self) -> Path | None:
        """Where the guard of a bench door writes down what the strike did."""
        return self.data / HISTORY if self.bench else None
