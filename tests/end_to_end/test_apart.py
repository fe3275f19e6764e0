"""Server and door apart: mTLS over a real cable that is pulled, a broker that is killed and wiped."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_door_in_another_namespace_keeps_its_promises(tmp_path: Path, mosquitto: Path) -> None:
    story = [sys.executable, "-m", "tests.end_to_end.apart", str(tmp_path), str(mosquitto)]

    told = subprocess.run(["unshare", "-rn", *story], cwd=ROOT, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stderr
    seen = json.loads(told.stdout.splitlines()[-1])
    assert seen.pop("events in all") > seen.pop("events after the outage") > 5
    assert seen == {
        "opened over the cable": True,
        "opened from the desk": "done",
        "desk, cable pulled": "sent",
        "dark: a known PIN": True,
        "dark: an unheard PIN": False,
        "dark: its QR code": True,
        "opened without a broker": True,
        "verify": [],
    }
