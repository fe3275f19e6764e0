"""A dead hall is served by hand: state is carried in, events out, and nobody slips anything in."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lock_agent import journal, snapshots
from lock_agent.cli import main
from lock_agent.clock import PLAUSIBLE_S
from lock_agent.contract import courier
from lock_agent.contract.acks import Ack
from lock_agent.contract.courier import DownBag
from lock_agent.contract.errors import ContractError, SignatureInvalid, WrongDevice, WrongType
from lock_agent.contract.events import parse_batch
from lock_agent.contract.status import parse_report
from tests.lock_agent.server import BENKEN, enrol
from tests.lock_agent.stores import a_store, an_event, sealed


@pytest.fixture
def data(tmp_path: Path) -> Path:
    enrol(tmp_path / "door", 1883)
    return tmp_path / "door"


def bag(data: Path, *, device: str = BENKEN, **parts: bytes) -> Path:
    store = a_store(data)
    raw = courier.pack_down(
        DownBag(*(parts.get(name) for name in ("cfg", "creds", "ack"))),
        device=device,
        k_door=store.enrolment.k_door,
    )
    store.close()
    path = data.parent / "tasche"
    path.write_bytes(raw)
    return path


def happen(data: Path, times: int) -> None:
    store = a_store(data)
    for _ in range(times):
        with store.transaction() as connection:
            store.append(connection, an_event(granted=True))
    store.close()


def in_force(data: Path) -> dict[str, int]:
    store = a_store(data)
    found = {kind: snapshots.version(store.reader, kind) for kind in snapshots.KINDS}
    store.close()
    return found


def carry(data: Path, *options: str) -> int:
    return main(["courier", "--data", str(data), *options])


def test_what_is_brought_is_in_force(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = bag(data, cfg=sealed("cfg", 3), creds=sealed("creds", 8, "12345671"))

    assert carry(data, "--bring", str(path)) == 0

    assert capsys.readouterr().out == "Einstellungen: übernommen.\nZugangsdaten: übernommen.\n"
    assert in_force(data) == {"cfg": 3, "creds": 8}
    assert carry(data, "--bring", str(path)) == 0
    assert capsys.readouterr().out == "Die Tür ist schon auf diesem Stand.\n"


def test_an_old_bag_takes_nothing_back(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert carry(data, "--bring", str(bag(data, creds=sealed("creds", 8)))) == 0
    assert carry(data, "--bring", str(bag(data, creds=sealed("creds", 7)))) == 0

    assert "Was die Tür hat, ist neuer" in capsys.readouterr().out
    assert in_force(data)["creds"] == 8


def test_what_a_clock_far_ahead_has_signed_stays_out_and_the_floor_where_it_was(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ahead = int(time.time()) + 2 * PLAUSIBLE_S

    assert carry(data, "--bring", str(bag(data, creds=sealed("creds", 8, iat=ahead)))) == 0

    assert "die Uhr des Servers geht weit vor" in capsys.readouterr().out
    assert in_force(data)["creds"] < 0


def test_events_are_carried_out_whole_and_in_order_and_stay_until_acknowledged(data: Path) -> None:
    happen(data, 120)
    out = data.parent / "meldungen"

    assert carry(data, "--collect", str(out)) == 0

    store = a_store(data)
    up = courier.unpack_up(out.read_bytes(), device=BENKEN, k_door=store.enrolment.k_door)
    seqs = [event.seq for raw in up.batches for event in parse_batch(raw).events]
    assert seqs == list(range(1, 121))
    assert parse_report(up.report).outbox.depth == 120
    assert journal.outbox(store.reader).depth == 120
    epoch = store.epoch
    store.close()
    assert out.stat().st_mode & 0o077 == 0

    assert carry(data, "--bring", str(bag(data, ack=Ack(epoch, 100).to_body()))) == 0
    store = a_store(data)
    assert journal.outbox(store.reader).depth == 20
    store.close()


def changed(raw: bytes) -> bytes:
    return raw.replace(b'"creds"', b'"cradle"')


def cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def noise(_: bytes) -> bytes:
    return os.urandom(3000)


@pytest.mark.parametrize("spoil", [changed, cut, noise, lambda raw: raw + b" " * courier.LONGEST])
def test_a_spoilt_bag_changes_nothing(
    data: Path, spoil: Callable[[bytes], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    happen(data, 3)
    ack = Ack(1, 3).to_body()
    path = bag(data, creds=sealed("creds", 8), ack=ack)
    path.write_bytes(spoil(path.read_bytes()))

    assert carry(data, "--bring", str(path)) == 1

    assert "Bitte" in capsys.readouterr().err
    assert in_force(data)["creds"] < 0
    store = a_store(data)
    assert journal.outbox(store.reader).depth == 3
    store.close()


def test_a_bag_of_another_door_or_direction_is_refused(data: Path) -> None:
    store = a_store(data)
    secret = store.enrolment.k_door
    store.close()
    other = bag(data, device="d-other-hall", creds=sealed("creds", 8)).read_bytes()
    with pytest.raises(WrongDevice):
        courier.unpack_down(other, device=BENKEN, k_door=secret)
    mine = bag(data, creds=sealed("creds", 8)).read_bytes()
    with pytest.raises(SignatureInvalid):
        courier.unpack_down(mine, device=BENKEN, k_door=bytes(32))
    with pytest.raises(WrongType):
        courier.unpack_up(mine, device=BENKEN, k_door=secret)


def test_garbage_is_a_contract_error_and_nothing_else(data: Path) -> None:
    for length in (0, 1, 40, 600, 5000):
        with pytest.raises(ContractError):
            courier.unpack_up(os.urandom(length), device=BENKEN, k_door=bytes(32))
