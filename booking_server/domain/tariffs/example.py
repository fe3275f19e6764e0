"""The example that shows every rule a tariff file may have."""

from functools import cache
from importlib import resources


@cache
def example_text() -> str:
    """Return the example, comments included."""
    return resources.files("booking_server.domain.tariffs").joinpath("beispiel.toml").read_text("utf-8")
