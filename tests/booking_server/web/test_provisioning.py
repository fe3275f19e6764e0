"""The technician's bundle: given out at the desk for the token that was just shown, and by command."""

import io
import logging
import zipfile
from pathlib import Path
from urllib.parse import urljoin

import pytest
from werkzeug.test import TestResponse

from booking_server.cli import main
from booking_server.locks.release_shelf import Shelf
from tests.booking_server.web.conftest import MakeSite, signed_in
from tests.booking_server.web.test_enrolment import HALL, the_form, token_of
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import MASTER_KEY, Village
from tests.lock_agent.releases import KEYS, a_release

TOKEN_FILE = "dorfschluessel/anmelde-code.txt"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    (tmp_path / "file").write_bytes(a_release(7, "0.2.0"))
    Shelf(tmp_path / "shelf", KEYS).add(tmp_path / "file")
    return tmp_path / "shelf"


@pytest.fixture
def weber(make_site: MakeSite, village: Village, shelf: Path) -> Visitor:
    """Frau Weber of the town hall, signed in."""
    site = make_site(releases_dir=shelf, release_keys=KEYS)
    return signed_in(site, village, village.cast.frau_weber.id)


def begin(weber: Visitor) -> Page:
    return weber.send(weber.open(HALL), {"name": "Eingang Hof"})


def read(raw: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(name).decode()


def csrf_of(page: Page) -> str:
    return page.forms[-1].values["csrf_token"]


def load(weber: Visitor, page: Page, **values: str) -> TestResponse:
    """Press "Einrichtungspaket laden", with other values than the page gives."""
    form = page.forms[the_form(page, "paket")]
    sent = {**form.values.to_dict(), **values}
    return weber.client.post(urljoin(page.address, form.action or ""), data=sent)


def test_the_bundle_holds_the_token_that_was_shown_and_no_log_does(
    weber: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = begin(weber)

    answer = load(weber, page, profile="c")

    raw = answer.data
    assert read(raw, TOKEN_FILE).strip() == token_of(page)
    assert read(raw, "dorfschluessel/door.toml").startswith("# Türprofil C")
    assert "Einrichtungspaket für: DGH Benken, Eingang Hof" in read(raw, "LIESMICH.txt")
    assert token_of(page) not in caplog.text


def test_a_token_that_is_none_or_another_halls_brings_nothing(weber: Visitor) -> None:
    page = begin(weber)
    for typed in ("", "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4"):
        assert load(weber, page, token=typed).status_code == 409

    other = weber.open("/schreibtisch/geraete/dgh-schlamau")
    there = weber.send(other, {"name": "Hof"})
    assert load(weber, there, token=token_of(page)).status_code == 409
    assert load(weber, page, profile="d").status_code == 409


def test_an_ended_token_brings_nothing(weber: Visitor) -> None:
    page = begin(weber)
    hall = weber.open(HALL)
    weber.send(hall, form=the_form(hall, "beenden"))

    assert load(weber, page).status_code == 409


def test_without_a_program_for_doors_nothing_is_offered_and_nothing_given(
    make_site: MakeSite, village: Village, weber: Visitor
) -> None:
    without = signed_in(make_site(), village, village.cast.frau_weber.id)
    page = begin(without)
    assert not page.shows("Einrichtungspaket laden")
    assert page.shows("Auf diesem Server liegt noch kein Programm für Türen bereit.")
    assert page.shows("sudo dorfschluessel-agent enrol --server http")
    offered = load(weber, begin(weber))
    assert offered.status_code == 200

    asked = without.client.post(
        f"{HALL}/paket",
        data={"token": token_of(page), "profile": "a", "csrf_token": csrf_of(without.open(HALL))},
    )

    assert asked.status_code == 409


def test_the_command_writes_the_same_for_who_has_a_console(
    village: Village, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "DATABASE_URL": village.url,
        "MASTER_KEY": MASTER_KEY.hex(),
        "SECRET_KEY": "11" * 32,
        "RELEASES_DIR": str(shelf),
        "RELEASE_KEYS": f"r1={KEYS['r1'].hex()}",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    out = tmp_path / "bundle.zip"

    assert main(["provision", "dgh-benken", "--out", str(out), "--time-server", "zeit.example.org"]) == 0

    assert out.stat().st_mode & 0o077 == 0
    assert "server zeit.example.org iburst" in read(out.read_bytes(), "dorfschluessel/chrony.conf")
    with village.house.reading() as uow:
        (begun,) = uow.door_enrolments.of_venue(village.cast.benken.id)
    assert begun.name == "Eingang"
    assert main(["provision", "dgh-nirgends", "--out", str(out)]) == 2
