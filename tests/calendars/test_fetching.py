"""Fetching a feed: what comes is bounded in size and time, and an unchanged feed does not come again."""

import gzip
import socket
import ssl
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from calendars.fetching.errors import AddressRefused, FetchFailed
from calendars.fetching.exchange import Limits, Network, send
from calendars.fetching.feeds import Marks, fetch
from calendars.fetching.guard import find
from calendars.fetching.targets import read_target
from tests.calendars.far_server import (
    crumbs,
    dripping,
    encouraging,
    endless,
    far_server,
    moved,
    ok,
    silent,
    trailing,
)

URL = "http://verein.example/k.ics"
QUICK = Limits(connect_s=1, read_s=0.3, total_s=0.6)
MEGABYTE = 1024 * 1024


def _failure(*answers: bytes | Callable[[socket.socket], None], limits: Limits = QUICK) -> str:
    with far_server(*answers) as server, pytest.raises(FetchFailed) as failed:
        fetch(URL, network=server.network, limits=limits)
    return failed.value.code


def test_a_feed_is_fetched_by_its_name_from_the_pinned_address() -> None:
    with far_server(ok(b"BEGIN:VCALENDAR")) as server:
        feed = fetch(URL, network=server.network)

    assert feed.body == b"BEGIN:VCALENDAR"
    assert server.asked[0].startswith("GET /k.ics HTTP/1.1\r\nHost: verein.example\r\n")
    assert "cookie" not in server.asked[0].lower()


def test_an_unchanged_feed_does_not_come_again() -> None:
    unchanged = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n"
    with far_server(ok(b"x", 'ETag: "7"', "Last-Modified: Mon, 28 Sep 2026"), unchanged) as server:
        first = fetch(URL, network=server.network)
        again = fetch(URL, network=server.network, known=first.marks)

    assert first.marks == Marks('"7"', "Mon, 28 Sep 2026")
    assert (again.body, again.marks) == (None, first.marks)
    assert 'If-None-Match: "7"\r\n' in server.asked[1]


def test_redirects_are_followed_three_times() -> None:
    with far_server(moved("/a"), moved("http://anderer.example/b"), moved("c"), ok(b"x")) as server:
        assert fetch(URL, network=server.network).body == b"x"

    assert [one.splitlines()[0] for one in server.asked][-1] == "GET /c HTTP/1.1"
    with far_server(*[moved("/a")] * 4, ok(b"x")) as server, pytest.raises(AddressRefused):
        fetch(URL, network=server.network)


@pytest.mark.parametrize("onward", ["http://[::1", "//[v1.x]@[/", "http://a\u2100b/"])
def test_a_redirect_that_is_no_address_is_refused(onward: str) -> None:
    with far_server(moved(onward)) as server, pytest.raises(AddressRefused):
        fetch(URL, network=server.network)


def test_a_packed_feed_is_unpacked() -> None:
    with far_server(ok(gzip.compress(b"x" * 1000), "Content-Encoding: gzip")) as server:
        assert fetch(URL, network=server.network).body == b"x" * 1000


def test_what_unpacks_to_more_than_two_megabytes_is_refused_early() -> None:
    bomb = gzip.compress(b"\x00" * (40 * MEGABYTE), 1)
    before = time.process_time()

    assert _failure(ok(bomb, "Content-Encoding: gzip"), limits=Limits()) == "too-large"
    assert time.process_time() - before < 1.0


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (ok(b"x" * (2 * MEGABYTE + 1)), "too-large"),
        (endless, "too-large"),
        (silent, "timeout"),
        (dripping, "timeout"),
        (b"", "protocol"),
        (b"SSH-2.0-OpenSSH\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "protocol"),
        (ok(b"whole")[:-2], "protocol"),
        (ok(gzip.compress(b"x" * 1000)[:-9], "Content-Encoding: gzip"), "protocol"),
        (ok(b"no gzip", "Content-Encoding: gzip"), "protocol"),
        (ok(b"x", "Content-Encoding: br"), "encoding"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "status"),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", "status"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "protocol"),
    ],
)
def test_whatever_the_other_side_does_wrong_ends_soon_and_is_told(
    answer: bytes | Callable[[socket.socket], None], code: str
) -> None:
    began = time.monotonic()

    assert _failure(answer) == code
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("answer", [crumbs, trailing, encouraging])
def test_an_answer_that_only_costs_computing_is_not_listened_to(
    answer: Callable[[socket.socket], None],
) -> None:
    before = time.thread_time()

    assert _failure(answer, limits=Limits(total_s=4, cpu_s=0.05)) == "too-expensive"

    assert time.thread_time() - before < 0.5
    assert Limits().cpu_s < 1.0


def test_a_webhook_can_be_sent_behind_the_same_guard() -> None:
    with far_server(ok(b"thanks")) as server:
        found = find(read_target("http://app.example/hook"), server.network.resolve)
        answer = send(
            found,
            server.network,
            Limits(),
            method="POST",
            fields={"Content-Type": "application/json"},
            body=b"{}",
        )

    assert (answer.status, answer.body) == (200, b"thanks")
    assert server.asked[0].startswith("POST /hook HTTP/1.1\r\nHost: app.example\r\n")


def test_the_certificate_must_be_for_the_name_not_the_address(tmp_path: Path) -> None:
    trusting = ssl.create_default_context(cafile=_certificate(tmp_path, "verein.example"))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

    def answer(connection: socket.socket) -> None:
        with serving.wrap_socket(connection, server_side=True) as secured:
            secured.recv(4096)
            secured.sendall(ok(b"feed"))

    for name, expected in (("verein.example", b"feed"), ("anderer.example", "certificate")):
        with far_server(answer) as server:
            server.asks_first = False
            network = Network(server.network.resolve, server.network.dial, lambda: trusting)
            try:
                got: object = fetch(f"https://{name}/", network=network).body
            except FetchFailed as error:
                got = error.code
        assert got == expected


def _certificate(place: Path, name: str) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now().astimezone()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (place / "cert.pem").write_bytes(made.public_bytes(pem))
    (place / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(place / "cert.pem")
