"""How this device is wired: the door profile, a TOML file of `firmware_config/doors/`.

The linter at the end refuses wiring that could keep a person in (protocol §10).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import firmware_config

DEFAULT_PROFILE = "profile-a.toml"


class SettingsInvalid(Exception):
    """A door profile that cannot or must not be used; the message names table and field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Pins are BCM numbers. `has_rtc` says that a battery keeps the clock over a power cut."""

    profile: str
    strike_pin: int
    strike_active_high: bool
    green_pin: int
    red_pin: int
    buzzer_pin: int
    has_rtc: bool
    spool: int

    def signal_pins(self) -> dict[str, int]:
        """Return the pins of light and sound by the names the patterns use."""
        return {"green": self.green_pin, "red": self.red_pin, "buzzer": self.buzzer_pin}


def load_settings(path: Path | None = None) -> Settings:
    """Read a door profile, by default profile A. Raises `SettingsInvalid`."""
    if path is None:
        # Not importlib.resources: it loads a megabyte of archive formats into every unit.
        path = Path(firmware_config.__file__).parent / "doors" / DEFAULT_PROFILE
    try:
        return read_settings(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise SettingsInvalid(f"not TOML: {error}") from error


def read_settings(values: Mapping[str, Any]) -> Settings:
    """Return the settings of a parsed profile. Raises `SettingsInvalid`."""
    _refuse_unknown(values)
    settings = Settings(
        profile=_text(values, "profile"),
        strike_pin=_pin(values, "strike", "pin"),
        strike_active_high=_flag(values, "strike", "active_high"),
        green_pin=_pin(values, "signals", "green"),
        red_pin=_pin(values, "signals", "red"),
        buzzer_pin=_pin(values, "signals", "buzzer"),
        has_rtc=_flag(values, "clock", "battery"),
        spool=_number(values, "journal", "spool", 1000, 1_000_000),
    )
    _refuse_unsafe(settings, values)
    return settings


_TABLES = {
    "strike": {"pin", "active_high", "safe_state"},
    "signals": {"green", "red", "buzzer"},
    "clock": {"battery"},
    "journal": {"spool"},
}


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    for name in values.keys() - _TABLES.keys() - {"profile"}:
        raise SettingsInvalid(f"{name}: unknown")
    for table, known in _TABLES.items():
        if not isinstance(values.get(table), dict):
            raise SettingsInvalid(f"{table}: missing")
        for name in values[table].keys() - known:
            raise SettingsInvalid(f"{table}.{name}: unknown")


def _refuse_unsafe(settings: Settings, values: Mapping[str, Any]) -> None:
    if settings.profile != "A":
        raise SettingsInvalid("profile: this version drives a fail-secure strike (A) only")
    if values["strike"].get("safe_state") != "off":
        raise SettingsInvalid("strike.safe_state: the output must be off where the door is secured")
    pins = [settings.strike_pin, *settings.signal_pins().values()]
    if len(set(pins)) != len(pins):
        raise SettingsInvalid("pins: one is used twice")


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str):
        raise SettingsInvalid(f"{name}: a text")
    return value


def _flag(values: Mapping[str, Any], table: str, name: str) -> bool:
    value = values[table].get(name)
    if not isinstance(value, bool):
        raise SettingsInvalid(f"{table}.{name}: true or false")
    return value


def _number(values: Mapping[str, Any], table: str, name: str, low: int, high: int) -> int:
    value = values[table].get(name)
    if type(value) is not int or not low <= value <= high:
        raise SettingsInvalid(f"{table}.{name}: a number of {low}..{high}")
    return value


def _pin(values: Mapping[str, Any], table: str, name: str) -> int:
    return _number(values, table, name, 2, 27)
