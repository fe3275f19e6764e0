"""What the command line says about a unit."""

from dataclasses import dataclass
from pathlib import Path

from lock_agent.backoff import HTTPS_AFTER_S
from lock_agent.settings import Settings, SettingsInvalid, load_settings

HISTORY = "strike.history"
PROFILE = "door.toml"
"""The door profile of a device, beside its database: door, guard and link read the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The values of a command. `bench` gives mock pins and a control socket beside the database."""

    data: Path
    profile: Path | None = None
    bench: bool = False
    boot_id: str = ""
    clock_offset: int = 0
    unplugged: bool = False
    parent: int = 0
    https_after_s: float = HTTPS_AFTER_S

    def settings(self, *, drives: bool = False) -> Settings:
        """Return how this device is wired. Raises `SettingsInvalid`.

        Whatever `drives` hardware must not guess: without a profile it does not start. Else profile A serves.
        """
        own = self.data / PROFILE
        path = self.profile or (own if own.exists() else None)
        if path is None and drives and not self.bench:
            raise SettingsInvalid(f"{own} fehlt: ohne Türprofil wird kein Pin angefasst")
        return load_settings(path)

    @property
    def history(self) -> Path | None:
        """Where the guard of a bench door writes down what the strike did."""
        return self.data / HISTORY if self.bench else None
