"""Argon2id at the door."""

import subprocess
import sys

from lock_agent.derivation import derive

PROGRAM = """
import lock_agent.core
from lock_agent.derivation import derive
for _ in range(3):
    derive("12345671", bytes(16))
print(int(open("/proc/self/statm").read().split()[1]) * 4)
"""


def test_the_door_derives_what_the_server_derived() -> None:
    assert derive("12345671", bytes(range(16))).hex() == "0215a760cdde8a47888ee52bbcc3b2a3"


def test_a_door_that_has_checked_codes_stays_under_40_mib() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 36 * 1024
