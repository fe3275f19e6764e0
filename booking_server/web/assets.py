"""Static files: read once, compressed once, served under an address that changes with their content."""

import functools
import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, request

STATIC = Path(__file__).parent / "static"
FOR_GOOD = "public, max-age=31536000, immutable"
_SERVED = {".css", ".js", ".svg"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out: plain and compressed, with the hash that stands in its address."""

    digest: str
    kind: str
    plain: bytes
    compressed: bytes


@functools.cache
def load_assets(folder: Path = STATIC) -> dict[str, Asset]:
    """Return every served file below `folder` by its name relative to it."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in _SERVED]
    return {path.relative_to(folder).as_posix(): _asset(path) for path in files}


def serve_assets(app: Flask) -> None:
    """Serve the files at /static/<hash>/<name>; templates name them with `asset('app.css')`."""
    assets = load_assets()

    def static(digest: str, name: str) -> Response:
        found = assets.get(name)
        if found is None or found.digest != digest:
            abort(404)
        return _answer(found)

    app.add_url_rule("/static/<digest>/<path:name>", "static", static)
    app.jinja_env.globals["asset"] = lambda name: _address(assets, name)


def address_of(name: str) -> str:
    """Return where a file is served. Raises KeyError."""
    return _address(load_assets(), name)


def _address(assets: Mapping[str, Asset], name: str) -> str:
    return f"/static/{assets[name].digest}/{name}"


def _answer(asset: Asset) -> Response:
    squeezed = request.accept_encodings.quality("gzip") > 0
    answer = Response(asset.compressed if squeezed else asset.plain, content_type=asset.kind)
    if squeezed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = FOR_GOOD
    return answer


def _asset(path: Path) -> Asset:
    plain = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return Asset(sha256(plain).hexdigest()[:12], kind, plain, gzip.compress(plain, 9, mtime=0))
