"""Tokens as people type them, codes two people compare, and the four messages of an enrolment (§12)."""

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from hypothesis import given
from hypothesis import strategies as st

from lock_agent.contract import enrolling, wire
from lock_agent.contract.enrolling import Answer, Claim, Stage
from lock_agent.contract.enrolment import parse_enrolment
from lock_agent.contract.errors import ContractError, MalformedMessage, SignatureInvalid
from lock_agent.identity import request_for
from tests.contract.samples import ENROLMENT

KEY, OTHER = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
TOKEN = bytes(range(16))


def test_a_token_is_read_however_it_was_typed() -> None:
    assert enrolling.say_token(TOKEN) == "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4"
    for typed in (
        "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4",
        " aaaqeayeaudaocajbifqydiob4\n",
        "AAAQ EAYE AUDA 0CAJ 8IFQ YD10 B4",
    ):
        assert enrolling.read_token(typed) == TOKEN


@given(st.binary(min_size=16, max_size=16))
def test_every_token_survives_being_written_down(token: bytes) -> None:
    assert enrolling.read_token(enrolling.say_token(token)) == token


@pytest.mark.parametrize(
    "typed", ["", "AAAQ", "A" * 27, "A" * 26 + "=", "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B5", "é" * 26]
)
def test_what_is_no_token_is_refused(typed: str) -> None:
    with pytest.raises(MalformedMessage):
        enrolling.read_token(typed)


def test_the_code_is_of_this_token_and_this_key() -> None:
    mine, others = (enrolling.public_key_of(request_for(key)) for key in (KEY, OTHER))

    assert enrolling.match_code(TOKEN, b"key") == "1653"
    codes = {enrolling.match_code(bytes([n]) * 16, key) for n in range(20) for key in (mine, others)}
    assert len(codes) > 35
    assert all(len(code) == 4 and code.isdecimal() for code in codes)


def a_request(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    name = x509.Name([])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, SHA256())
    return made.public_bytes(Encoding.PEM).decode()


def test_only_keys_of_one_kind_are_certified_and_only_for_who_holds_them() -> None:
    assert enrolling.public_key_of(a_request(KEY))
    foreign = request_for(OTHER).splitlines()
    spoilt = "\n".join([*foreign[:-2], foreign[-2][::-1], foreign[-1]])
    for request in (
        a_request(rsa.generate_private_key(65537, 2048)),
        a_request(ec.generate_private_key(ec.SECP384R1())),
        spoilt,
        "",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
    ):
        with pytest.raises(MalformedMessage):
            enrolling.public_key_of(request)


def test_every_message_is_read_as_it_was_written() -> None:
    claim = Claim(TOKEN, request_for(KEY))
    asked = enrolling.ask(KEY, enrolling.token_id(TOKEN), iat=1_772_000_000)
    renewal = enrolling.ask_again(KEY, "d-7f3a2c", request_for(OTHER), iat=1_772_000_000)

    assert enrolling.parse_claim(claim.to_body()) == claim
    assert enrolling.parse_question(asked.to_body()) == asked
    assert enrolling.parse_renewal(renewal.to_body()) == renewal
    for stage in (Stage.WAITING, Stage.REFUSED):
        assert enrolling.parse_answer(Answer(stage).to_body()) == Answer(stage)
    assert TOKEN.hex() not in repr(claim)


def test_only_the_key_that_asked_is_believed() -> None:
    public = {key: load_der_public_key(enrolling.public_key_of(request_for(key))) for key in (KEY, OTHER)}
    asked = enrolling.ask(KEY, enrolling.token_id(TOKEN), iat=1_772_000_000)
    renewal = enrolling.ask_again(KEY, "d-7f3a2c", request_for(OTHER), iat=1_772_000_000)
    for said in (asked, renewal):
        said.check(public[KEY])  # type: ignore[arg-type]
        with pytest.raises(SignatureInvalid):
            said.check(public[OTHER])  # type: ignore[arg-type]
    later = enrolling.Question(asked.token_id, asked.iat + 1, asked.signature)
    with pytest.raises(SignatureInvalid):
        later.check(public[KEY])  # type: ignore[arg-type]


def test_a_door_of_the_version_before_is_read_and_has_no_radio_secret() -> None:
    older = wire.load(ENROLMENT.to_json())
    del older["k_radio"]

    assert parse_enrolment(wire.dump(older)) == replace(ENROLMENT, k_radio=b"")
    assert parse_enrolment(replace(ENROLMENT, k_radio=b"").to_json()).k_radio == b""
    assert ENROLMENT.k_radio.hex() not in repr(ENROLMENT)
    for spoilt in ("00", "zz" * 32, 7):
        with pytest.raises(MalformedMessage):
            parse_enrolment(wire.dump({**older, "k_radio": spoilt}))


@given(
    st.binary(max_size=300)
    | st.dictionaries(st.text(max_size=8), st.integers() | st.text()).map(repr).map(str.encode)
)
def test_nothing_else_is_taken_for_a_message(raw: bytes) -> None:
    for parse in (
        enrolling.parse_claim, enrolling.parse_question, enrolling.parse_renewal, enrolling.parse_answer,
    ):  # fmt: skip
        with pytest.raises(ContractError):
            parse(raw)
    with pytest.raises(ContractError):
        enrolling.parse_answer(wire.dump({"stage": "ready", "enrolment": "{}"}))
