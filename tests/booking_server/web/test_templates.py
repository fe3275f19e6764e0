"""What templates name: a filter that does not exist shows only when somebody opens the page that uses it."""

import re
from pathlib import Path

from booking_server.settings import load_settings
from booking_server.web.app import create_app
from tests.booking_server.web.conftest import ENVIRONMENT
from tests.builders import Village

TEMPLATES = Path("booking_server")
BY_NAME = re.compile(r"\|\s*(map|select|reject|selectattr|rejectattr)\(([^)]*)\)")


def test_every_filter_and_test_that_is_named_in_quotes_exists(village: Village) -> None:
    environment = create_app(village.house, load_settings(ENVIRONMENT)).jinja_env
    found = 0
    for path in sorted(TEMPLATES.rglob("*.html")):
        for how, arguments in BY_NAME.findall(path.read_text(encoding="utf-8")):
            names = re.findall(r'"([^"]+)"', arguments)[1 if how.endswith("attr") else 0 :][:1]
            if "attribute" in arguments or not names:
                continue
            found += 1
            known = environment.filters if how == "map" else environment.tests
            assert names[0] in known, f"{path}: {how}({arguments})"
    assert found > 3
