"""One valid payload of every message, and the parser that reads it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lock_agent.contract import acks, commands, enrolment, envelope, events, snapshots, status, time
from lock_agent.contract.credentials import (
    KeyholderCredential,
    OfflineCredential,
    PinCredential,
    QrCredential,
)
from lock_agent.contract.offline_pin import OfflineWord

NOW = 1_790_949_600
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(0x20, 0x40)))
PUBLIC = KEY.public_key().public_bytes_raw()
WORD = OfflineWord(59198, 8, 0)

CFG = snapshots.CfgSnapshot(site=7031, door=1, pulse_ms=5000, server_keys={"s3": PUBLIC}, qr_keys={1: PUBLIC})
CREDS = snapshots.CredsSnapshot(
    salt=bytes(range(16)),
    horizon=NOW + 60 * 86400,
    pins=(PinCredential("b-17", bytes(16), NOW, NOW + 3600, hold_open=True),),
    offline=(OfflineCredential("b-17", WORD, NOW, NOW + 3600),),
    qr=(QrCredential("b-17", bytes.fromhex("0badc0ffee"), NOW, NOW + 3600),),
    keyholders=(KeyholderCredential("k-7", 7, bytes(16), NOW, NOW + 90 * 86400),),
    revoked_offline=(OfflineWord(59198, 8, 1),),
    revoked_qr=(bytes(5),),
)
EVENT = events.Event(
    seq=9,
    boot=41,
    mono_ms=12_345,
    ts=NOW,
    ts_quality="ok",
    type="access",
    cred_ref="b-17",
    data={"granted": True, "reason": "ok", "cls": "pin"},
)
BATCH = events.EventBatch(epoch=1, events=(EVENT,), sent_at=NOW + 1)
ACK = acks.Ack(epoch=1, acked=9, resend_from=11)
COMMAND = commands.Command(
    id="c0ffee00", op="unlatch", args={}, session="5e5510n0", exp=NOW + 10, by="schmidt", why="Lieferung"
)
RESULT = commands.Result("c0ffee00", "refused", "session")
STATUS = status.Status(on=True, session="5e5510n0", boot=41, v="1.4.2")
REPORT = status.Report(
    applied=status.Applied(creds=status.AppliedSnapshot(412, "0123456789abcdef")),
    clock=status.ClockReport("ok", NOW, NOW - 30),
    outbox=status.OutboxReport(0, 9, 1),
    at=NOW,
    time_nonce="n" * 16,
)
ANSWER = time.TimeAnswer("n" * 16, NOW)
ENROLMENT = enrolment.Enrolment(
    device="d-7f3a2c",
    site=7031,
    door=1,
    epoch=1,
    k_door=bytes(range(32)),
    server_keys={"s3": PUBLIC},
    qr_keys={1: PUBLIC},
    host="127.0.0.1",
    port=1883,
    username="d-7f3a2c",
    password="geheim",
    k_radio=bytes(range(32, 64)),
)
ENVELOPE = envelope.seal(
    t="cmd", dev="d-7f3a2c", ver=1, iat=NOW, exp=NOW + 10, kid="s3", body=COMMAND.to_body(), key=KEY
)


class Message(NamedTuple):
    """A parser with a payload it takes and what it makes of it."""

    name: str
    parse: Callable[[bytes], Any]
    payload: bytes
    value: Any


MESSAGES = (
    Message("cfg", snapshots.parse_cfg, CFG.to_body(), CFG),
    Message("creds", snapshots.parse_creds, CREDS.to_body(), CREDS),
    Message("evt", events.parse_batch, BATCH.to_body(), BATCH),
    Message("ack", acks.parse_ack, ACK.to_body(), ACK),
    Message("cmd", commands.parse_command, COMMAND.to_body(), COMMAND),
    Message("res", commands.parse_result, RESULT.to_body(), RESULT),
    Message("status", status.parse_status, STATUS.to_body(), STATUS),
    Message("rep", status.parse_report, REPORT.to_body(), REPORT),
    Message("time", time.parse_time_answer, ANSWER.to_body(), ANSWER),
    Message("enrolment", enrolment.parse_enrolment, ENROLMENT.to_json(), ENROLMENT),
    Message("envelope", envelope.parse_envelope, ENVELOPE, envelope.parse_envelope(ENVELOPE)),
)
