"""The broker as a municipality runs it: the shipped configuration, our own certificates, on a free port."""

import os
import pwd
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from booking_server.locks import authority
from booking_server.locks.keyring import Keyring
from tests.booking_server.locks.mqtt_client import Client
from tests.waiting import until

HOME = "/etc/mosquitto/dorfschluessel"
SHIPPED = resources.files("firmware_config") / "mosquitto"


def now() -> datetime:
    return datetime.now(UTC)


class SecuredBroker:
    """Mosquitto with the files of `firmware_config/mosquitto/`; only their place and the port are others."""

    def __init__(
        self, folder: Path, port: int, program: Path, keyring: Keyring, host: str = "127.0.0.1"
    ) -> None:
        self.folder, self.port, self.host = folder, port, host
        self._program, self._own = program, keyring.authority_key
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir()
        (folder / "ca.crt").write_text(authority.pem(authority.certificate(self._own)), encoding="utf-8")
        key = ec.generate_private_key(ec.SECP256R1())
        self._write("broker", key, authority.certify_broker(self._own, key.public_key(), [host], now=now()))
        self.revoke(())
        (folder / "acl").write_text((SHIPPED / "acl").read_text(encoding="utf-8"), encoding="utf-8")
        (folder / "acl").chmod(0o600)
        shipped = (SHIPPED / "dorfschluessel.conf").read_text(encoding="utf-8")
        assert shipped.count("listener 8883\n") == 1
        placed = shipped.replace(HOME, str(folder)).replace("listener 8883\n", f"listener {port} {host}\n")
        user = pwd.getpwuid(os.getuid()).pw_name  # the service's unit says it elsewhere
        more = f"user {user}\npersistence_location {folder}/\nlog_dest file {folder}/log\n"
        (folder / "mosquitto.conf").write_text(placed + more, encoding="utf-8")

    @property
    def authority(self) -> str:
        return str(self.folder / "ca.crt")

    def start(self) -> None:
        self._process = subprocess.Popen([self._program, "-c", self.folder / "mosquitto.conf"])
        until(self._listens, "the broker listens")

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait()
            self._process = None

    def wipe(self) -> None:
        """Lose everything the broker had stored."""
        for path in self.folder.glob("mosquitto.db*"):
            path.unlink()

    def revoke(self, serials: Iterable[int]) -> None:
        listed = [(serial, now() - timedelta(hours=1)) for serial in serials]
        (self.folder / "revoked.crl").write_bytes(authority.revocation_list(self._own, listed, now=now()))

    def identity(
        self,
        name: str,
        *,
        own: ec.EllipticCurvePrivateKey | None = None,
        at: datetime | None = None,
        as_file: str = "",
    ) -> tuple[str, str, str]:
        """Return authority, certificate and key files of somebody who is called `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = authority.certify_device(own or self._own, key.public_key(), name, now=at or now())
        stem = as_file or name
        self._write(stem, key, made)
        return (self.authority, str(self.folder / f"{stem}.crt"), str(self.folder / f"{stem}.key"))

    def serial_of(self, identity: tuple[str, str, str]) -> int:
        return x509.load_pem_x509_certificate(Path(identity[1]).read_bytes()).serial_number

    def connect(self, name: str, tls: tuple[str, str | None, str | None], **options: object) -> Client:
        return Client(self.port, name, "", tls=tls, **options)  # type: ignore[arg-type]

    def turns_away(self, tls: tuple[str, str | None, str | None]) -> bool:
        """Whether the broker ends a connection of this identity before it can say anything."""
        context = ssl.create_default_context(cafile=tls[0])
        if tls[1] is not None:
            context.load_cert_chain(tls[1], tls[2])
        try:
            with (
                socket.create_connection((self.host, self.port), timeout=5) as plain,
                context.wrap_socket(plain, server_hostname=self.host) as secured,
            ):
                secured.sendall(b"\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02ab")  # CONNECT as "ab"
                answer = secured.recv(4)
        except (ssl.SSLError, ConnectionError):
            return True
        return answer[:1] != b"\x20" or answer[3:4] != b"\x00"

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0

    def _write(self, stem: str, key: ec.EllipticCurvePrivateKey, made: x509.Certificate) -> None:
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / f"{stem}.key").write_bytes(secret)
        (self.folder / f"{stem}.key").chmod(0o600)
        (self.folder / f"{stem}.crt").write_text(authority.pem(made), encoding="utf-8")
