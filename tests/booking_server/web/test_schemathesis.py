"""The description of the interface is tried against it: whatever it allows and forbids, with every check."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from tests.booking_server.keys import give
from tests.booking_server.web.matrix.scene import set_scene
from tests.booking_server.web.serving import serving
from tests.builders import Village

ROOT = Path(__file__).parents[3]


def test_nothing_the_description_allows_or_forbids_surprises(
    make_site: Callable[..., Flask],
    village: Village,
    volume: Callable[[int, int], int],
    free_port: Callable[[], int],
) -> None:
    set_scene(village)
    key = give(village).token
    site = make_site(rate_limit_per_minute=0, api_rate_limit_per_minute=0)
    with serving(site, free_port()) as address:
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", "tests/schemathesis.toml"),
            *("run", f"{address}/api/v1/openapi.json", "--checks", "all", "--no-color"),
            *("--max-examples", str(volume(1, 50)), "--seed", "4713"),
            *(() if volume(0, 1) else ("--phases", "examples,fuzzing,stateful")),
        ]
        ran = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "API_KEY": key}, capture_output=True, text=True, check=False
        )

    print(ran.stdout[-4000:])
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert re.search(r"Test cases:\s+\n?.*\d+ generated", ran.stdout)
