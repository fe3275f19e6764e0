"""How this device is wired: the door profile, a TOML file of `firmware_config/doors/`.

A profile that breaks a rule of `lint.py` is not used: no pin is touched (protocol §10).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import firmware_config
from lock_agent.lint import lint
from lock_agent.profile import Profile, read_profile
from lock_agent.wiring import Inputs, SerialWiring

DEFAULT_PROFILE = "profile-a.toml"


class SettingsInvalid(Exception):
    """A door profile that cannot or must not be used; the message names every field and the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Pins are BCM numbers. `has_rtc` says that a battery keeps the clock over a power cut.

    `strike_pin` is the output that opens: of a strike, of a magnet's relay, or of a request.
    """

    profile: str
    strike_pin: int
    strike_active_high: bool
    longest_pulse_ms: int
    green_pin: int
    red_pin: int
    buzzer_pin: int
    inputs: Inputs
    has_rtc: bool
    spool: int
    radio: SerialWiring | None = None

    def signal_pins(self) -> dict[str, int]:
        """Return the pins of light and sound by the names the patterns use."""
        return {"green": self.green_pin, "red": self.red_pin, "buzzer": self.buzzer_pin}


def load_settings(path: Path | None = None) -> Settings:
    """Read a door profile, by default profile A. Raises `SettingsInvalid`, `FileNotFoundError`."""
    return read_settings(parse(path or profile_path(DEFAULT_PROFILE)))


def profile_path(name: str) -> Path:
    """Return where a profile of `firmware_config/doors/` lies."""
    # Not importlib.resources: it loads a megabyte of archive formats into every unit.
    return Path(firmware_config.__file__).parent / "doors" / name


def parse(path: Path) -> Mapping[str, Any]:
    """Return the values of a TOML file. Raises `SettingsInvalid`, `FileNotFoundError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path.name}: kein TOML: {error}") from error


def read_settings(values: Mapping[str, Any]) -> Settings:
    """Return the settings of a parsed profile. Raises `SettingsInvalid`."""
    findings = lint(values)
    if findings:
        raise SettingsInvalid("\n".join(map(str, findings)))
    return _settings(read_profile(values)[0])


def _settings(profile: Profile) -> Settings:
    (output,) = profile.outputs
    return Settings(
        profile=profile.letter,
        strike_pin=output.pin,
        strike_active_high=output.active_high,
        longest_pulse_ms=output.longest_pulse_ms,
        green_pin=profile.signals["green"],
        red_pin=profile.signals["red"],
        buzzer_pin=profile.signals["buzzer"],
        inputs=profile.inputs,
        has_rtc=profile.battery,
        spool=profile.spool,
        radio=profile.radio,
    )
