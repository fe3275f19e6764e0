"""Whatever befalls a door while its strike is energised, the strike is secured in time (protocol §10)."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.lock_agent.energised import ALLOWED_MS, FATES


def test_no_strike_is_energised_longer_than_its_pulse_whatever_befalls_the_door(
    tmp_path: Path, volume: Callable[[int, int], int]
) -> None:
    program = [sys.executable, "-m", "tests.lock_agent.energised", str(tmp_path)]

    told = json.loads(subprocess.check_output([*program, str(volume(200, 3000)), "20261123"]))

    assert told["late"] == []
    assert told["rounds"] == volume(200, 3000)
    assert set(told["longest_ms"]) == set(FATES)
    assert min(told["longest_ms"].values()) >= 30, "a strike that was never energised proves nothing"
    assert max(told["longest_ms"].values()) <= 120 + ALLOWED_MS
    print(told["longest_ms"])
