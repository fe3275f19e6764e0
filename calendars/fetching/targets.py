"""Addresses as strangers write them: read strictly, one spelling each, nothing guessed."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from calendars.fetching.errors import AddressRefused

LONGEST = 2000
PORTS = frozenset({80, 443})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_REST = re.compile(r"[^!#-;=?-Z_a-z~\[\]]")


@dataclass(frozen=True, slots=True)
class Target:
    """Where an address leads by its own words; nobody has asked yet where its host is."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secure(self) -> bool:
        """Whether the way is encrypted and the host proves its name."""
        return self.scheme == "https"

    @property
    def is_address(self) -> bool:
        """Whether the host is written as an IP address: then nobody is asked where it is."""
        return ":" in self.host or bool(_NUMBER.fullmatch(self.host.rpartition(".")[2]))

    @property
    def host_header(self) -> str:
        """Return what the Host field says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the address in its one spelling."""
        return f"{self.scheme}://{self.host_header}{self.path}"


def read_target(url: str, *, ports: Collection[int] = PORTS) -> Target:
    """Return where an address leads. `webcal:` is read as https. Raises AddressRefused."""
    url = url.strip()
    if not url or len(url) > LONGEST or _FORBIDDEN.search(url):
        raise AddressRefused("spelling")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("port" if "ort" in str(error) else "spelling") from error
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
    if scheme not in _DEFAULT_PORTS:
        raise AddressRefused("scheme", parts.scheme[:20])
    if "@" in parts.netloc:
        raise AddressRefused("userinfo")
    port = _DEFAULT_PORTS[scheme] if port is None else port
    if port not in ports:
        raise AddressRefused("port", str(port))
    host = _host(parts.hostname or "")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(scheme, host, port, _REST.sub(_quoted, path))


def follow(target: Target, location: str, *, ports: Collection[int] = PORTS) -> Target:
    """Return where a redirect leads, under the same rules. Raises AddressRefused."""
    try:
        joined = urljoin(target.url, location.strip())
    except ValueError as error:  # brackets that are no IPv6 address
        raise AddressRefused("spelling") from error
    onward = read_target(joined, ports=ports)
    if target.is_secure and not onward.is_secure:
        raise AddressRefused("downgrade")
    return onward


def _host(written: str) -> str:
    """Return a host in its one spelling: a name in ASCII, or an IP address as it is written out."""
    if ":" in written:
        try:
            return ip_address(written).compressed
        except ValueError as error:
            raise AddressRefused("host") from error
    name = _ascii(unicodedata.normalize("NFKC", written)).lower().removesuffix(".")
    if not _NAME.fullmatch(name) or len(name) > 253:
        raise AddressRefused("host")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):  # the system would read 127.1, 0x7f000001 and 017700000001
        try:
            return ip_address(name).compressed
        except ValueError as error:
            raise AddressRefused("spelling") from error
    return name


def _ascii(name: str) -> str:
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError as error:
        raise AddressRefused("host") from error


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in found[0].encode("utf-8", "replace"))
