"""Programs of others that run on Node, as tests/foreign/ pins them."""

import subprocess
from pathlib import Path

FOREIGN = Path(__file__).parent / "foreign"
FETCH = ("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")


def package(name: str) -> Path:
    """Return the folder of a package; where there is none all are fetched, and its absence is a failure."""
    folder = FOREIGN / "node_modules" / name
    if not folder.is_dir():
        subprocess.run(FETCH, cwd=FOREIGN, check=True)
    return folder
