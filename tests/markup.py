"""The documents a site sends, each shape once, and what html-validate says of them."""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, request

from tests.foreign_packages import FOREIGN, package

_SHAPELESS = re.compile(r"""(?<=>)[^<]+|\b(?:href|action|value|content)="[^"]*"|[0-9a-f]{12,}|\d+""")
"""What makes no other shape of a document: texts, where links lead, what fields hold, keys and numbers."""


@dataclass
class Documents:
    """What was sent, by the request it answered first."""

    by_request: dict[str, str] = field(default_factory=dict)
    _shapes: set[str] = field(default_factory=set)

    def listen(self, site: Flask) -> None:
        """Keep what a site sends from now on, before it is compressed."""
        site.after_request_funcs.setdefault(None, []).append(self._keep)  # the last of them is asked first

    def _keep(self, answer: Response) -> Response:
        """Keep an answer that is a page of a new shape."""
        is_page = answer.mimetype == "text/html" and not 300 <= answer.status_code < 400
        if is_page and not answer.is_streamed:
            html = answer.get_data(as_text=True)
            if (shape := _SHAPELESS.sub("", html)) not in self._shapes:
                self._shapes.add(shape)
                name = f"{len(self._shapes)} {request.method} {request.full_path} {answer.status_code}"
                self.by_request[name] = html
        return answer


def mistakes(documents: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what the checker finds wrong with documents, by their names; nothing for those that are well."""
    package("html-validate")
    answer = subprocess.run(
        ["node", "validate_html.mjs"],
        cwd=FOREIGN,
        input=json.dumps(documents),
        capture_output=True,
        check=True,
        text=True,
        timeout=300,
    )
    found: dict[str, list[str]] = json.loads(answer.stdout)
    return found
