"""Where a unit runs. Apart from `units.py`, so that a link never loads what decides and opens."""

from dataclasses import dataclass
from pathlib import Path

from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.machine import Machine
from lock_agent.settings import Settings
from lock_agent.store import Store


@dataclass(frozen=True, slots=True)
class Site:
    """Where a unit runs: its directory, wiring, clocks, and the name of this boot.

    `data` is where it works, `home` where its files lie on the card: another place only while the card takes
    no writes.
    """

    data: Path
    settings: Settings
    machine: Machine
    boot_id: str
    home: Path | None = None

    @property
    def card(self) -> Path:
        """Return the directory on the card."""
        return self.home or self.data

    @property
    def is_on_the_card(self) -> bool:
        """Return whether the unit works where its files lie."""
        return self.data == self.card

    def open_store(self) -> Store:
        """Open the database. Raises `OSError` or `ContractError` for a missing or unreadable enrolment."""
        enrolment = load_enrolment(self.data / FILE_NAME)
        return Store(self.data, enrolment, boot_id=self.boot_id, spool=self.settings.spool)
