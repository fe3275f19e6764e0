"""The broker of a Home Assistant: Mosquitto with the access list the README gives, and who listens there."""

import os
import pwd
import re
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from booking_server.locks import authority
from booking_server.locks.broker_access import hash_password
from booking_server.locks.keyring import Keyring
from booking_server.settings import BrokerAddress, HomeAssistant
from tests.booking_server.locks.mqtt_client import Client
from tests.processes import MORTAL
from tests.waiting import until

README = Path(__file__).parents[3] / "README.md"
PASSWORDS = {"dorfschluessel": "bridge-canary", "homeassistant": "home", "chirpstack": "network"}
HOME = """
user homeassistant
topic read homeassistant/#
topic read dorfschluessel/#
topic write homeassistant/status
topic write dorfschluessel/befehl
topic write homeassistant/device/dorfschluessel_dgh-benken/set
"""


class HomeBroker:
    """A real broker on a free port of the loopback."""

    def __init__(self, folder: Path, port: int, program: Path, *, tls: Keyring | None = None) -> None:
        self.port, self._folder, self._program = port, folder, program
        self._process: subprocess.Popen[bytes] | None = None
        self._homes = 0
        folder.mkdir()
        hashes = (f"{name}:{hash_password(password)}\n" for name, password in PASSWORDS.items())
        self._write("passwords", "".join(hashes))
        given = re.findall(
            r"```\n(user dorfschluessel\n.*?)```", README.read_text(encoding="utf-8"), re.DOTALL
        )
        self._write("acl", self.access(given))
        user = pwd.getpwuid(os.getuid()).pw_name
        self._write(
            "mosquitto.conf",
            f"listener {port} 127.0.0.1\nuser {user}\nallow_anonymous false\n"
            f"password_file {folder}/passwords\nacl_file {folder}/acl\nlog_dest file {folder}/log\n"
            + (self._certified(tls) if tls else ""),
        )

    def access(self, given: list[str]) -> str:
        """Return the access list: what the README gives the bridge, and what is the other side's."""
        return given[0] + HOME

    def start(self) -> None:
        command = [*MORTAL, str(self._program), "-c", str(self._folder / "mosquitto.conf")]
        self._process = subprocess.Popen(command)
        until(self._listens, "the broker listens")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait()
            self._process = None

    def home(self) -> "Home":
        """Return a Home Assistant that has just connected."""
        self._homes += 1  # each with a client id of its own, else one takes over from the other
        client_id = f"home-{self._homes}"
        return Home(Client(self.port, "homeassistant", PASSWORDS["homeassistant"], client_id=client_id))

    def wanted(self, *, password: str = PASSWORDS["dorfschluessel"], ca_file: str = "") -> HomeAssistant:
        address = BrokerAddress("127.0.0.1", self.port, "dorfschluessel", password, ca_file)
        return HomeAssistant("wiesenburg-mark", address)

    def _certified(self, keyring: Keyring) -> str:
        own, key = keyring.authority_key, ec.generate_private_key(ec.SECP256R1())
        made = authority.certify_broker(own, key.public_key(), ["127.0.0.1"], now=datetime.now(UTC))
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._write("ca.crt", authority.pem(authority.certificate(own)))
        self._write("home.crt", authority.pem(made))
        self._write("home.key", secret.decode())
        return f"certfile {self._folder}/home.crt\nkeyfile {self._folder}/home.key\n"

    def _listens(self) -> bool:
        return b"running" in (self._folder / "log").read_bytes() if (self._folder / "log").exists() else False

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, encoding="utf-8")
        (self._folder / name).chmod(0o600)


class Home:
    """What a Home Assistant has heard: the newest message of each topic."""

    def __init__(self, client: Client) -> None:
        self.client = client
        client.subscribe("homeassistant/#")
        client.subscribe("dorfschluessel/#")

    @property
    def heard(self) -> dict[str, bytes]:
        return dict(self.client.received)

    def close(self) -> None:
        self.client.close()
