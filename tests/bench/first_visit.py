"""What comes over the wire at a first visit: page, style sheets and images, compressed as they are sent."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient

from booking_server.web.app import create_app
from tests.bench.figures import Bar, Figure, single
from tests.bench.served import HOST, settings
from tests.bench.stock import fill
from tests.bench.village import SLUG, found

URL = f"http://{HOST}"
STORED = 5_000
FIRST_KB, LATER_KB, REQUESTS = 60, 15, 8
BYTES_PER_KB = 1000
PAGES = {
    "list of halls": "/",
    "hall page": f"/hallen/{SLUG}",
    "booking form": f"/hallen/{SLUG}/buchen",
}
_LOADED = re.compile(r"""<(?:link[^>]*\srel="(?:stylesheet|icon|preload)"|img|script|source)[^>]*>""")
_ADDRESS = re.compile(r"""(?:href|src|srcset)="([^"]+)\"""")


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    house = found(folder / "house.db")
    fill(house, 0, STORED)
    app = create_app(house, settings(folder / "house.db"))
    for name, path in PAGES.items():
        yield from _visit(app.test_client(), name, path)
    house.database.close()


def _visit(client: FlaskClient, name: str, path: str) -> Iterator[Figure]:
    page, text = _get(client, path)
    loaded = [found for tag in _LOADED.findall(text) for found in _ADDRESS.findall(tag)]
    foreign = [address for address in loaded if not address.startswith("/")]
    parts = {address: _get(client, address)[0] for address in loaded if address.startswith("/")}
    whole = (page + sum(parts.values())) / BYTES_PER_KB
    yield single(f"{name}, first visit", "kB", whole, bar=Bar(FIRST_KB))
    yield single(f"{name}, later visit", "kB", page / BYTES_PER_KB, bar=Bar(LATER_KB))
    note = f"third parties: {len(foreign)}"
    yield single(f"{name}, requests of a first visit", "", 1 + len(loaded), bar=Bar(REQUESTS), note=note)


def _get(client: FlaskClient, path: str) -> tuple[int, str]:
    """Return the bytes of headers and body as they are sent, and the text."""
    with client.get(path, base_url=URL, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200, f"{path}: {answer.status}"
        sent = len(answer.data) + len(str(answer.headers).encode())
    with client.get(path, base_url=URL) as plain:
        return sent, plain.get_data(as_text=True)
