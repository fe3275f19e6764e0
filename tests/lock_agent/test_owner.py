"""Whoever types a command as root leaves the device files that are its own, wherever they stand meanwhile."""

import encodings.ascii  # noqa: F401 -- what an account without our rights may not load later, like the programs
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from booking_server.locks import authority
from booking_server.locks.keyring import Keyring
from lock_agent import identity
from lock_agent.cli import EXIT_CONFIGURATION, main
from lock_agent.contract import enrolling
from lock_agent.contract.enrolling import Answer, Stage
from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.files import SERVER_CA
from lock_agent.programs import courier, doctor, door, link, status  # noqa: F401
from lock_agent.programs.enrol import enrol as enrol_device
from lock_agent.programs.owner import give_back
from lock_agent.settings import profile_path
from tests.in_memory import folder_in_memory
from tests.lock_agent.server import enrol
from tests.lock_agent.stores import a_store, an_event

OWNER = 65534
"""The account the device's files belong to."""

NOWHERE = "http://127.0.0.1:1"


def certify(data: Path) -> None:
    key = identity.own_key(data / identity.DRAFT)
    own = Keyring.from_master(bytes(32)).authority_key
    named = load_enrolment(data / FILE_NAME)
    leaf = authority.certify_device(own, key.public_key(), named.device, now=datetime.now(UTC))
    answer = Answer(
        Stage.READY, replace(named, epoch=2), authority.pem(leaf), authority.pem(authority.certificate(own))
    )
    identity.adopt(data, answer, data / identity.DRAFT, server=NOWHERE)


def run(act: Callable[[], int], *, uid: int = 0) -> tuple[int, str]:
    """Act as an account in a process of its own, which has loaded what that account may not read."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        child = os.fork()
        if not child:
            sys.stdout = sys.stderr = said
            os.setgid(uid)
            os.setuid(uid)
            code = 1
            try:
                code = act()
            finally:
                said.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read()


def agent(*command: str, uid: int = 0) -> tuple[int, str]:
    return run(lambda: main(command), uid=uid)


@pytest.fixture
def others() -> Iterator[Path]:
    """The folder of an enrolled device that belongs to another account than ours, which is root's."""
    if os.geteuid() != 0:
        pytest.skip("only root becomes somebody else")
    above = folder_in_memory("owner")  # a folder of pytest's nobody else may enter
    above.chmod(0o755)
    data = enrol(above / "device", 1)
    with closing(a_store(data)) as store, store.transaction() as connection:
        store.append(connection, an_event())
    certify(data)
    (data / "door.toml").write_text(profile_path("profile-a.toml").read_text(encoding="utf-8"))
    for path in (data, *data.rglob("*")):
        os.chown(path, OWNER, OWNER)
    yield data
    shutil.rmtree(above)


def strangers(data: Path) -> list[str]:
    return [path.name for path in data.rglob("*") if path.stat().st_uid != OWNER]


def test_what_root_enrols_is_the_devices_own(others: Path) -> None:
    (others / FILE_NAME).unlink()
    trusted = others.parent / "ca.crt"
    trusted.write_bytes(next(others.glob("*.ca.crt")).read_bytes())
    trusted.chmod(0o600)
    said: list[str] = []

    def enrol_on() -> int:
        token = enrolling.say_token(bytes(16))
        return enrol_device(
            others,
            server="https://127.0.0.1:1",
            typed=token,
            authority=trusted,
            say=said.append,
            pause=lambda _: None,
            patience=0.1,
        )

    assert run(enrol_on)[0] == 1
    assert (others / identity.DRAFT).exists()
    assert (others / SERVER_CA).read_bytes() == trusted.read_bytes()
    assert strangers(others) == []


def test_what_root_renews_is_the_devices_own(others: Path) -> None:
    _, said = agent("renew", "--now", "--data", str(others))

    assert "Der Server antwortet nicht" in said
    assert (others / identity.DRAFT).exists()
    assert strangers(others) == []


def test_what_root_collects_is_roots_and_the_rest_the_devices_own(others: Path) -> None:
    target = others.parent / "meldungen.dgh"

    code, said = agent("courier", "--data", str(others), "--collect", str(target))

    assert (code, said[:17]) == (0, "Meldungen der Tür")
    assert (target.stat().st_uid, target.stat().st_size > 0) == (0, True)
    assert strangers(others) == []


def test_files_of_somebody_else_are_given_back_and_the_device_is_not_emptied_for_it(others: Path) -> None:
    for path in (others / FILE_NAME, *others.glob("device-*.key"), others / "door.toml"):
        os.chown(path, 0, 0)
        path.chmod(0o600)

        _, said = agent("doctor", "--bench", "--data", str(others))

        assert "gehört einem anderen Konto." in said
        assert give_back(others) in said
        assert "wipe" not in said
        assert "Gerät ersetzen" not in said
        os.chown(path, OWNER, OWNER)


@pytest.mark.parametrize("command", ["door", "link", "doctor", "status"])
def test_who_may_not_read_the_files_is_told_so(others: Path, command: str) -> None:
    os.chown(others, 0, 0)
    others.chmod(0o700)

    code, said = agent(command, "--data", str(others), uid=OWNER)

    assert code == EXIT_CONFIGURATION
    assert "darf dieses Konto nicht öffnen. Versuchen Sie es mit sudo." in said


def test_a_folder_named_from_where_one_stands_is_found_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(tmp_path / "device", 1)
    monkeypatch.chdir(tmp_path)

    certify(Path("device"))

    named = load_enrolment(tmp_path / "device" / FILE_NAME)
    for file in (named.key_file, named.cert_file, named.ca_file):
        assert Path(file).parent == tmp_path / "device"


def test_a_target_that_was_there_is_kept_when_nothing_comes_of_it(tmp_path: Path) -> None:
    data, old, new = enrol(tmp_path / "device", 1), tmp_path / "old", tmp_path / "new"
    (tmp_path / "bag").write_text("no bag", encoding="ascii")
    old.write_text("what was collected before", encoding="ascii")

    for target in (old, new):
        bag = ["--bring", str(tmp_path / "bag")]
        assert main(["courier", "--data", str(data), *bag, "--collect", str(target)]) == 1

    assert old.read_text(encoding="ascii") == "what was collected before"
    assert not new.exists()
