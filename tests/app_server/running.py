"""Starting the app's server, and looking into it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class RunningApp:
    """A server of the app in a process of its own."""

    port: int

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def control(self, **asked: Any) -> dict[str, Any]:
        """Change something about the server; return everything it keeps."""
        request = Request(f"{self.url}/_control", json.dumps(asked).encode())
        with urlopen(request, timeout=10) as answered:
            told: dict[str, Any] = json.load(answered)
        return told

    def records(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return what the app keeps, by id."""
        found: list[dict[str, Any]] = self.control()["records"]
        return [one for one in found if kind in (None, one["kind"])]


@contextmanager
def running_app() -> Iterator[RunningApp]:
    """Yield a server of the app that keeps nothing yet."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.app_server"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield RunningApp(int(process.stdout.readline()))
    finally:
        process.kill()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()
