"""The whole demo as its users meet it: started by its command, spoken to over HTTP only."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests.processes import MORTAL
from tests.waiting import until

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the server said: status and, where it was JSON, its content."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class RunningDemo:
    """One demo in a directory of its own."""

    directory: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    said: list[str] = field(default_factory=list)

    @property
    def pids(self) -> dict[str, int]:
        """The processes of the demo that run just now, by name."""
        found = json.loads((self.directory / "pids.json").read_text())
        return {name: int(pid) for name, pid in found.items() if pid is not None}

    def start(self) -> None:
        """Start the demo and wait for its ready line."""
        environment = {**os.environ, "DEMO_DIR": str(self.directory), "PORT": str(self.port), **self.settings}
        self.process = subprocess.Popen(
            [*MORTAL, sys.executable, "-m", "booking_server", "demo"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        self.said.clear()
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("READY "):
                return
        self.process.wait()
        raise AssertionError("the demo ended before it was ready:\n" + "".join(self.said))

    def stop(self) -> None:
        """End the demo in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.communicate(timeout=30)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send one request; raises OSError or HTTPException when nobody answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        payload = None if body is None else json.dumps(body)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if payload is not None:
            sent["Content-Type"] = "application/json"
        try:
            connection.request(method, path, payload, sent)
            response = connection.getresponse()
            raw = response.read()
            is_json = "json" in (response.getheader("Content-Type") or "")
            content = json.loads(raw) if is_json else raw.decode()
            return Answer(response.status, content, dict(response.getheaders()))
        finally:
            connection.close()

    def ask_until_answered(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send a request until somebody answers with anything but a 5xx, as a patient visitor does."""
        answers: list[Answer] = []

        def answered() -> bool:
            try:
                answer = self.ask(method, path, body, **headers)
            except (OSError, HTTPException):
                return False
            answers[:] = [answer]
            return answer.status < 500

        until(answered, f"an answer to {method} {path}", seconds=60)
        return answers[0]

    # --- what organizers do

    def book(self, venue: str, start: datetime, end: datetime, **changes: Any) -> Answer:
        """Book over the API."""
        key = changes.pop("key", None)
        body = {
            "venue": venue,
            "start": start.isoformat(),
            "end": end.isoformat(),
            "persons": 5,
            "occasion": "Geburtstag",
            "organizer": {"name": "Anna Lehmann", "email": "anna@example.org"},
            "house_rules_accepted": True,
            **changes,
        }
        ask = self.ask_until_answered if key else self.ask
        headers = {"Idempotency_Key": key} if key else {}
        return ask("POST", "/api/v1/bookings", body, **headers)

    def booking(self, booked: Json) -> Json:
        """Read a booking back over the API."""
        answer = self.ask_until_answered(
            "GET", f"/api/v1/bookings/{booked['id']}", Authorization=f"Bearer {booked['token']}"
        )
        assert answer.status == 200, answer
        found: Json = answer.content
        return found

    def cancel(self, booked: Json) -> Answer:
        """Cancel over the API."""
        return self.ask(
            "DELETE", f"/api/v1/bookings/{booked['id']}", Authorization=f"Bearer {booked['token']}"
        )

    def free_halls(self) -> list[Json]:
        """The halls where nobody needs to be asked."""
        items: list[Json] = self.ask("GET", "/api/v1/venues").content["items"]
        return [item for item in items if item["approval"] == "none"]

    def wait_until_on_door(self, booked: Json, seconds: float = 20) -> None:
        """Wait until every door of the hall has acknowledged the code."""

        def acknowledged() -> bool:
            doors = self.booking(booked)["access"]["doors"]
            return bool(doors) and all(door["status"] in ("on_door", "active") for door in doors)

        until(acknowledged, "the code lies on the door", seconds=seconds)

    # --- what happens at a door

    def type(self, slug: str, digits: str) -> Json:
        """Type digits and the key that ends them."""
        return self._door("tasten", slug, {"keys": f"{digits}#"})

    def scan(self, slug: str, text: str) -> Json:
        """Hold a QR code before the reader."""
        return self._door("scan", slug, {"text": text})

    def network(self, slug: str, *, online: bool) -> None:
        """Cut or mend the hall's network."""
        self._door("netz", slug, {"online": online})

    def power(self, slug: str, *, on: bool) -> None:
        """Cut or restore the hall's power."""
        self._door("strom", slug, {"on": on})

    def clock(self, slug: str, offset: timedelta) -> None:
        """Move what the door believes the time is."""
        self._door("uhr", slug, {"offset_s": int(offset.total_seconds())})

    def state(self, slug: str) -> Json:
        """Look at the door."""
        answer = self.ask_until_answered("GET", f"/demo/tueren/{slug}/zustand")
        found: Json = answer.content
        return found

    def wait_until_online(self, slug: str, seconds: float = 30) -> None:
        """Wait until the door has a fresh signed time from the server."""
        until(lambda: self.state(slug).get("online"), f"the door of {slug} is online", seconds=seconds)

    def wait_until_offline(self, slug: str) -> None:
        """Wait until the door knows that it is alone."""
        until(lambda: not self.state(slug).get("online"), f"the door of {slug} is offline", seconds=100)

    def _door(self, what: str, slug: str, body: Json) -> Json:
        answer = self.ask_until_answered("POST", f"/demo/tueren/{slug}/{what}", body)
        assert answer.status == 200, answer
        found: Json = answer.content
        return found

    def verify(self) -> None:
        """Run the oracle over the demo's database, as an operator would."""
        result = subprocess.run(
            [sys.executable, "-m", "booking_server", "verify", str(self.directory / "dorfschluessel.db")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr


def this_minute() -> datetime:
    """Now, in UTC, without seconds."""
    return datetime.now(UTC).replace(second=0, microsecond=0)
