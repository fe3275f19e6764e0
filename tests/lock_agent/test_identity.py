"""A device becomes only what fits its own key and is meant for it; else it stays what it was."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from booking_server.locks import authority
from booking_server.locks.keyring import Keyring
from lock_agent import identity
from lock_agent.contract.enrolling import Answer, Stage
from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.contract.errors import MalformedMessage
from tests.contract.samples import ENROLMENT

OWN = Keyring.from_master(bytes(32)).authority_key


def answer(public_key: ec.EllipticCurvePublicKey, device: str = "d-7f3a2c", epoch: int = 1) -> Answer:
    leaf = authority.certify_device(OWN, public_key, device, now=datetime.now(UTC))
    own = authority.pem(authority.certificate(OWN))
    return Answer(Stage.READY, replace(ENROLMENT, epoch=epoch), authority.pem(leaf), own)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return tmp_path / identity.DRAFT


def test_nothing_that_does_not_fit_changes_who_a_device_is(tmp_path: Path, draft: Path) -> None:
    key = identity.own_key(draft)
    identity.adopt(tmp_path, answer(key.public_key()), draft, server="https://dgh.example.org")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    mine = identity.own_key(draft).public_key()
    strangers = ec.generate_private_key(ec.SECP256R1()).public_key()

    for wrong in (
        answer(strangers, epoch=2),
        answer(mine, "d-another", epoch=2),
        replace(answer(mine, epoch=2), certificate="-----BEGIN CERTIFICATE-----\n"),
        replace(answer(mine, epoch=2), authority=""),
        Answer(Stage.WAITING),
    ):
        with pytest.raises(MalformedMessage):
            identity.adopt(tmp_path, wrong, draft, server="https://dgh.example.org")

    draft.unlink()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert load_enrolment(tmp_path / FILE_NAME).epoch == 1


def test_a_key_file_that_is_none_is_said(draft: Path) -> None:
    draft.write_text("garbage", encoding="utf-8")

    with pytest.raises(MalformedMessage):
        identity.own_key(draft)
