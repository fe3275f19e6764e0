"""The messages as bytes: what stands here may never change without a new protocol version."""

import dataclasses
import json

import pytest

from lock_agent.contract import acks, commands, enrolment, events, snapshots, status
from lock_agent.contract.errors import (
    MalformedMessage,
    UnknownCriticalField,
    UnknownOperation,
    UnsupportedVersion,
    WindowWithoutEnd,
)
from tests.contract import samples
from tests.contract.samples import BATCH, COMMAND, CREDS, ENROLMENT, EVENT, MESSAGES, NOW, Message

KEY_HEX = "29acbae141bccaf0b22e1a94d34d0bc7361e526d0bfe12c89794bc9322966dd7"
GOLDEN = {
    "cfg": '{"door":1,"hold_open_allowed":false,"ntp_servers":[],"profile":"A","pulse_ms":5000,'
    f'"qr_keys":{{"1":"{KEY_HEX}"}},"server_keys":{{"s3":"{KEY_HEX}"}},"site":7031,"v":1}}',
    "creds": '{"horizon":1796133600,"keyholders":[{"exp":1798725600,"h":"00000000000000000000000000000000",'
    '"nbf":1790949600,"number":7,"ref":"k-7"}],"offline":[{"dur":8,"exp":1790953200,"nbf":1790949600,'
    '"ref":"b-17","seq":0,"start":59198}],"pins":[{"exp":1790953200,"h":"00000000000000000000000000000000",'
    '"hold_open":true,"nbf":1790949600,"ref":"b-17"}],"qr":[{"exp":1790953200,"id":"0badc0ffee",'
    '"nbf":1790949600,"ref":"b-17"}],"revoked_offline":[{"dur":8,"seq":1,"start":59198}],'
    '"revoked_qr":["0000000000"],"salt":"000102030405060708090a0b0c0d0e0f","v":1}',
    "evt": '{"epoch":1,"events":[{"boot":41,"cred_ref":"b-17","data":{"cls":"pin","granted":true,'
    f'"reason":"ok"}},"mono_ms":12345,"prev_hash":"{"0" * 64}","seq":9,"ts":1790949600,"ts_quality":"ok",'
    '"type":"access"}],"sent_at":1790949601}',
    "ack": '{"acked":9,"epoch":1,"resend_from":11}',
    "cmd": '{"args":{},"by":"schmidt","exp":1790949610,"id":"c0ffee00","op":"unlatch","session":"5e5510n0",'
    '"why":"Lieferung"}',
    "res": '{"id":"c0ffee00","reason":"session","state":"refused"}',
    "status": '{"boot":41,"on":true,"proto":1,"session":"5e5510n0","v":"1.4.2"}',
    "rep": '{"applied":{"cfg":null,"creds":{"etag":"0123456789abcdef","rejected":null,"ver":412}},'
    '"at":1790949600,"clock":{"floor":1790949600,"quality":"ok","synced_at":1790949570},'
    '"door":{"contact":"unknown","hold_until":null,"mode":"secured","pin_off":false},'
    '"outbox":{"depth":0,"epoch":1,"last_seq":9},"power":"unknown","time_nonce":"nnnnnnnnnnnnnnnn"}',
    "time": '{"nonce":"nnnnnnnnnnnnnnnn","now":1790949600}',
}
BY_NAME = {message.name: message for message in MESSAGES}


@pytest.mark.parametrize("name", GOLDEN)
def test_each_message_is_written_as_it_always_was(name: str) -> None:
    assert BY_NAME[name].payload.decode() == GOLDEN[name]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_each_message_is_read_as_it_was_written(message: Message) -> None:
    assert message.parse(message.payload) == message.value


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_an_unknown_field_is_ignored(message: Message) -> None:
    newer = json.loads(message.payload) | {"from_the_future": [1, {"x": 0.5}]}

    assert message.parse(json.dumps(newer).encode()) == message.value


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_an_unknown_field_called_critical_rejects_the_whole(message: Message) -> None:
    newer = json.loads(message.payload) | {"only_on_sundays": True, "crit": ["only_on_sundays"]}

    with pytest.raises(UnknownCriticalField):
        message.parse(json.dumps(newer).encode())


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_a_known_field_may_be_called_critical(message: Message) -> None:
    fields = json.loads(message.payload)

    assert message.parse(json.dumps(fields | {"crit": list(fields)}).encode()) == message.value


def test_a_code_that_only_opens_is_a_word_more_which_older_doors_do_not_read() -> None:
    helper = dataclasses.replace(CREDS.pins[0], hold_open=False, opens_only=True)

    body = dataclasses.replace(CREDS, pins=(helper,)).to_body()

    assert snapshots.parse_creds(body).pins == (helper,)
    (told,) = json.loads(body)["pins"]
    assert (told["opens_only"], "hold_open" in told, "crit" in told) == (True, False, False)


def test_a_critical_field_of_one_credential_rejects_the_snapshot() -> None:
    fields = json.loads(CREDS.to_body())
    fields["pins"][0] |= {"weekdays": [6], "crit": ["weekdays"]}

    with pytest.raises(UnknownCriticalField):
        snapshots.parse_creds(json.dumps(fields).encode())


@pytest.mark.parametrize("kind", ["pins", "offline", "qr", "keyholders"])
@pytest.mark.parametrize("end", [None, "missing"])
def test_a_window_without_an_end_is_refused(kind: str, end: str | None) -> None:
    fields = json.loads(CREDS.to_body())
    fields[kind][0]["exp"] = end
    if end == "missing":
        del fields[kind][0]["exp"]

    with pytest.raises(WindowWithoutEnd):
        snapshots.parse_creds(json.dumps(fields).encode())


def test_a_window_without_an_end_is_not_even_written() -> None:
    endless = dataclasses.replace(CREDS.pins[0], exp=None)  # type: ignore[arg-type]

    with pytest.raises(WindowWithoutEnd):
        dataclasses.replace(CREDS, pins=(endless,)).to_body()


@pytest.mark.parametrize(
    "kind", ["pins", "offline", "qr", "keyholders", "revoked_offline", "revoked_qr", "salt"]
)
def test_a_list_left_out_is_an_error_and_not_empty(kind: str) -> None:
    fields = json.loads(CREDS.to_body())
    del fields[kind]

    with pytest.raises(MalformedMessage):
        snapshots.parse_creds(json.dumps(fields).encode())


@pytest.mark.parametrize("parse", [snapshots.parse_cfg, snapshots.parse_creds])
def test_a_snapshot_of_another_schema_is_refused(parse: object) -> None:
    with pytest.raises(UnsupportedVersion):
        parse(b'{"v":2}')  # type: ignore[operator]


def test_a_door_is_never_left_without_a_server_key() -> None:
    with pytest.raises(MalformedMessage):
        dataclasses.replace(samples.CFG, server_keys={}).to_body()


def test_a_pulse_is_at_most_eight_seconds() -> None:
    assert snapshots.parse_cfg(dataclasses.replace(samples.CFG, pulse_ms=8000).to_body()).pulse_ms == 8000
    with pytest.raises(MalformedMessage):
        dataclasses.replace(samples.CFG, pulse_ms=8001).to_body()


def test_an_etag_tells_two_bodies_apart() -> None:
    assert snapshots.etag(b"{}") == "44136fa355b3678a"
    assert snapshots.etag(b"{}") != snapshots.etag(b"{ }")


def test_events_of_a_batch_rise() -> None:
    with pytest.raises(MalformedMessage):
        events.EventBatch(1, (EVENT, EVENT), NOW).to_body()


def test_a_batch_takes_what_one_message_carries() -> None:
    journal = [dataclasses.replace(EVENT, seq=seq, data={"note": "x" * 900}) for seq in range(1, 200)]

    batch = events.fill_batch(1, journal, NOW)

    assert 20 < len(batch.events) < 50
    assert len(batch.to_body()) <= events.MAX_BATCH
    assert (
        len(events.fill_batch(1, [dataclasses.replace(EVENT, seq=s) for s in range(1, 99)], NOW).events) == 50
    )


@pytest.mark.parametrize(("sent_after_s", "late"), [(0, False), (60, False), (61, True)])
def test_an_event_sent_over_a_minute_late_is_late(sent_after_s: int, late: bool) -> None:
    assert events.EventBatch(1, (EVENT,), NOW + sent_after_s).is_late(EVENT) is late


def test_the_chain_covers_every_field_and_what_came_before() -> None:
    links = {events.chain_hash(events.GENESIS, EVENT), events.chain_hash("1" * 64, EVENT)}
    links |= {
        events.chain_hash(events.GENESIS, dataclasses.replace(EVENT, **{name: value}))
        for name, value in {"seq": 10, "boot": 1, "mono_ms": 1, "ts": 1, "ts_quality": "untrusted"}.items()
    }
    links.add(events.chain_hash(events.GENESIS, dataclasses.replace(EVENT, type="door")))
    links.add(events.chain_hash(events.GENESIS, dataclasses.replace(EVENT, cred_ref=None)))
    links.add(events.chain_hash(events.GENESIS, dataclasses.replace(EVENT, data={})))

    assert len(links) == 10


def test_the_chain_is_the_same_after_the_journey() -> None:
    arrived = events.parse_batch(BATCH.to_body()).events[0]

    assert events.chain_hash(events.GENESIS, arrived) == events.chain_hash(events.GENESIS, EVENT)


def test_an_unknown_operation_can_be_answered() -> None:
    raw = COMMAND.to_body().replace(b"unlatch", b"explode")

    with pytest.raises(UnknownOperation) as refused:
        commands.parse_command(raw)

    assert refused.value.command_id == COMMAND.id


def test_a_gap_begins_after_what_is_acknowledged() -> None:
    with pytest.raises(MalformedMessage):
        acks.Ack(1, 9, resend_from=9).to_body()


def test_a_command_has_a_session() -> None:
    with pytest.raises(MalformedMessage):
        dataclasses.replace(COMMAND, session="").to_body()


def test_presence_without_a_session_is_malformed() -> None:
    with pytest.raises(MalformedMessage):
        status.parse_status(b'{"on":true,"boot":1,"v":"1","proto":1}')


def test_the_enrolment_file_is_for_its_owner_only(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / enrolment.FILE_NAME

    ENROLMENT.save(path)

    assert enrolment.load_enrolment(path) == ENROLMENT
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == [enrolment.FILE_NAME]


def test_secrets_do_not_show_when_values_are_printed() -> None:
    shown = repr(ENROLMENT) + repr(CREDS)

    assert "geheim" not in shown
    assert repr(ENROLMENT.k_door) not in shown
    assert repr(CREDS.salt) not in shown
