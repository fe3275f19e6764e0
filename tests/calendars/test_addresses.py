"""No address a stranger can write leads inside, in whatever spelling, and no name that changes its answer."""

import re
from collections.abc import Callable

import pytest

from calendars.fetching.addresses import is_public
from calendars.fetching.errors import AddressRefused, FetchError, FetchFailed
from calendars.fetching.exchange import Network
from calendars.fetching.feeds import fetch
from calendars.fetching.guard import find
from calendars.fetching.targets import read_target
from tests.calendars.connects import connects
from tests.calendars.far_server import PUBLIC, far_server, moved, ok

HOSTILE = (
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1./",
    "http://127.000.000.001/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://0/", "http://0.0.0.0/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://169.254.170.2/", "http://0xa9fea9fe/",
    "http://2852039166/", "http://0251.0376.0251.0376/", "http://100.64.0.1/", "http://100.100.100.200/",
    "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://240.0.0.1/", "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::169.254.169.254]/", "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::]/", "http://[2001:0:7f00:1::]/",
    "http://[2001::80fe:5601]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/",
    "http://[3fff::1]/", "http://[2600::5efe:7f00:1]/", "http://[::ffff:0:127.0.0.1]/", "http://localhost/",
    "http://LOCALHOST./", "http://localhost.localdomain/", "http://user@127.0.0.1/",
    "http://93.184.216.34@127.0.0.1/", "http://127.0.0.1#@93.184.216.34/",
    "http://93.184.216.34\\@127.0.0.1/", "http://127.0.0.1:22/", "http://93.184.216.34:25/",
    "http://93.184.216.34:6379/", "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/",
    "dict://127.0.0.1:11211/", "jar:http://127.0.0.1!/", "//127.0.0.1/", "http:127.0.0.1", "http:///",
    "http://127.0.0.1\t/", "http://127.0.0.1\r\nHost: x/", "http://a\x00.127.0.0.1/", "",
)  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused_before_anything_is_connected_to(url: str) -> None:
    with connects() as seen, pytest.raises(FetchError):
        fetch(url)

    assert seen == []


@pytest.mark.parametrize("url", [url for url in HOSTILE if re.match(r"http://[^/\s\x00]+/$", url)])
@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_to_a_hostile_address_is_refused_before_anything_is_connected_to(
    url: str, status: int
) -> None:
    names = {"localhost": ["127.0.0.1"], "localhost.localdomain": ["127.0.0.1"]}
    with (
        far_server(moved(url, status), ok(b"secret"), **names) as server,
        connects() as seen,
        pytest.raises(FetchError),
    ):
        fetch("http://verein.example/", network=server.network)

    assert server.dialled == [PUBLIC]
    assert [port for _, port, *_ in seen] == [server.port]


def test_a_name_that_leads_inside_is_refused_even_where_it_leads_outside_too() -> None:
    for answers in (["127.0.0.1"], [PUBLIC, "10.0.0.7"], ["::1", PUBLIC], ["2002:7f00:1::"]):
        with connects() as seen, pytest.raises(AddressRefused) as refused:
            fetch("http://verein.example/", network=Network(resolve=lambda *_, found=answers: found))
        assert refused.value.code == "not-public"
        assert seen == []


def test_a_name_that_changes_its_answer_is_asked_once_and_pinned() -> None:
    """The resolver first tells a public address, and the loopback from then on."""
    told = [[PUBLIC], ["127.0.0.1"]]
    asked: list[str] = []
    with far_server(ok(b"feed"), ok(b"secret")) as server:
        network = Network(resolve=_changing(asked, told), dial=server.network.dial)
        assert fetch("http://verein.example/", network=network).body == b"feed"
        assert asked == ["verein.example"]
        with pytest.raises(AddressRefused):
            fetch("http://verein.example/", network=network)

    assert server.dialled == [PUBLIC]


def test_a_name_that_changes_its_answer_between_redirects_is_refused() -> None:
    asked: list[str] = []
    with far_server(moved("/again"), ok(b"secret")) as server:
        network = Network(resolve=_changing(asked, [[PUBLIC], ["169.254.169.254"]]), dial=server.network.dial)
        with pytest.raises(AddressRefused):
            fetch("http://verein.example/", network=network)

    assert (asked, server.dialled) == (["verein.example"] * 2, [PUBLIC])


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:2800:220:1:248:1893:25c8:1946", "2a02:2e0::1"],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("webcal://Verein.Example/k.ics", "https://verein.example/k.ics"),
        ("https://verein.example./k.ics?a=b c", None),
        ("https://verein.example./k.ics?a=ü", "https://verein.example/k.ics?a=%C3%BC"),
        ("http://bücherei-belzig.example", "http://xn--bcherei-belzig-gsb.example/"),
        ("https://verein.example:443/", "https://verein.example/"),
        ("http://93.184.216.34/x#y", "http://93.184.216.34/x"),
        ("http://[2a02:2e0::1]/", "http://[2a02:2e0::1]/"),
    ],
)
def test_an_address_has_one_spelling(written: str, read: str | None) -> None:
    if read is None:
        with pytest.raises(AddressRefused):
            read_target(written)
    else:
        assert read_target(written).url == read


def test_a_name_nobody_knows_is_told_as_such() -> None:
    with pytest.raises(FetchFailed) as failed:
        find(read_target("http://verein.example/"), lambda *_: [])

    assert failed.value.code == "unknown-host"


def _changing(asked: list[str], told: list[list[str]]) -> Callable[[str, int], list[str]]:
    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return told[min(len(asked), len(told)) - 1]

    return resolve
