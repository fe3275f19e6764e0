"""The device that is looked at: what its files say, and what its units answer."""

import ctypes
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lock_agent.contract.enrolment import FILE_NAME, Enrolment, load_enrolment
from lock_agent.contract.errors import ContractError
from lock_agent.inquiry import ask
from lock_agent.peers import DOOR, LINK
from lock_agent.programs.options import Options
from lock_agent.settings import Settings, SettingsInvalid

ME = "doctor.sock"
DOOR_PATIENCE_S, ECHO_PATIENCE_S = 3.0, 8.0
_UNSYNCHRONISED = 5
_TIMEX_BYTES = 256

Answer = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Device:
    """`door` and `link` are the answers of the running units, None from one that does not answer."""

    options: Options
    settings: Settings | None
    enrolment: Enrolment | None
    door: Answer
    link: Answer

    @property
    def data(self) -> Path:
        """The directory of the device's files."""
        return self.options.data


def look_at(options: Options) -> Device:
    """Read what can be read and ask the units; what is broken is None, and its own check says why."""
    try:
        enrolment = load_enrolment(options.data / FILE_NAME)
    except (OSError, ContractError):
        enrolment = None
    try:
        settings = options.settings(drives=True)
    except (SettingsInvalid, FileNotFoundError, PermissionError):
        settings = None
    door = ask(options.data, ME, DOOR, "how", patience_s=DOOR_PATIENCE_S)
    link = ask(options.data, ME, LINK, "echo", patience_s=ECHO_PATIENCE_S)
    return Device(options, settings, enrolment, door, link)


def kernel_is_synchronised() -> bool:
    """Return whether the kernel says that somebody (chrony, timesyncd) keeps its clock by the network."""
    library = ctypes.CDLL(None, use_errno=True)
    state = int(library.adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    return 0 <= state < _UNSYNCHRONISED


def run(*command: str) -> str:
    """Return what a program of the system prints; nothing, if it cannot be run."""
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout


@dataclass(frozen=True, slots=True)
class Host:
    """The machine around the device, as far as a look needs it."""

    rtc: Path = Path("/sys/class/rtc/rtc0")
    booted: Path = Path("/run/systemd/system")
    run: Callable[..., str] = run
    is_synchronised: Callable[[], bool] = kernel_is_synchronised
