"""Every page, and what forms are answered with, is HTML in which a checker finds nothing wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from booking_server.settings import Settings
from tests.booking_server.web.conftest import MakeSite
from tests.booking_server.web.matrix.documents import walk_through
from tests.booking_server.web.test_demo import PaperSimulator
from tests.browser.looks import today
from tests.builders import Village
from tests.markup import mistakes
from tests.pages import PUBLIC, TRANSLATIONS, booking_states, links_in_english

EACH_STEP = 3
"""On commit every so manieth step of the matrix is taken, another day others."""

PLANTED = {
    "no-dup-id": '<p id="inhalt">',
    "no-implicit-button-type": "<button>Weiter</button>",
    "input-missing-label": '<input type="text" name="ort">',
    "no-missing-references": '<p aria-describedby="hinweis">',
    "heading-level": "<h4>Zeiten</h4>",
    "close-order": "<section><h2>Offen</h2>",
}
PAGE = '<!doctype html><html lang="de"><head><title>Halle</title></head><body id="inhalt">{}</body></html>'


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Path]:
    """The control of the simulated doors, for the demo's own pages."""
    simulator = PaperSimulator(tmp_path / "control")
    yield tmp_path / "control"
    simulator.close()


def test_a_checker_finds_nothing_wrong_with_any_page(
    village: Village, settings: Settings, make_site: MakeSite, doors: Path, volume: Callable[[int, int], int]
) -> None:
    sent = walk_through(village, settings, each=volume(EACH_STEP, 1), first=today())
    site = make_site(demo=True, demo_control=doors)
    sent.listen(site)
    states, each = booking_states(village), volume(EACH_STEP, 1)
    in_english = links_in_english(village, states)[today() % each :: each]
    for address in (*PUBLIC, *TRANSLATIONS, *states.values(), *in_english):
        site.test_client().get(address)

    assert len(sent.by_request) > volume(80, 150)
    assert mistakes(sent.by_request) == {}


def test_the_checker_can_fail() -> None:
    found = mistakes({rule: PAGE.format(slip) for rule, slip in PLANTED.items()})

    assert [rule for rule in PLANTED if rule not in str(found.get(rule))] == []
