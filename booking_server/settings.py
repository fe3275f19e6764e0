"""The server's settings: one frozen value, read from an explicit mapping of environment variables.

Every variable stands in the README's table; a secret may also come from a file named by
`<NAME>_FILE`. A missing or unusable variable fails with its name.
"""

import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from lock_agent.contract.errors import ContractError
from lock_agent.contract.snapshots import read_keys

SECRET_BYTES = 32
TOPIC = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
APPLICATION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHORTEST_TOKEN = 32
LOG_FORMATS = ("text", "json")


class SettingInvalid(Exception):
    """A setting is missing or cannot be used; the message begins with its name."""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker is and how to sign in there: with a certificate, else with a password."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""


@dataclass(frozen=True, slots=True)
class HomeAssistant:
    """Whose halls are shown in a Home Assistant, over which broker and under which discovery prefix."""

    town: str
    address: BrokerAddress
    prefix: str = "homeassistant"


@dataclass(frozen=True, slots=True)
class LoraNetwork:
    """Whose doors are reached over LoRaWAN, their application in the ChirpStack, and its broker."""

    town: str
    application: str
    address: BrokerAddress


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over (SMTP, STARTTLS when a user is given)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation decides. Secrets are left out of its repr."""

    database_url: str
    master_key: bytes = field(repr=False)
    secret_key: bytes = field(repr=False)
    public_url: str
    trusted_hosts: tuple[str, ...]
    broker: BrokerAddress | None = field(repr=False)
    door_broker: str
    home_assistant: HomeAssistant | None = field(repr=False)
    lora: LoraNetwork | None = field(repr=False)
    releases_dir: Path | None
    release_keys: Mapping[str, bytes]
    mail_server: MailServer | None
    mail_from: str
    mailbox_dir: Path | None
    demo: bool
    demo_control: Path | None
    grace: timedelta
    rate_limit_per_minute: int
    api_rate_limit_per_minute: int
    bookings_a_day: int
    app_hosts: frozenset[str]
    metrics_token: str = field(repr=False)
    metrics_port: int
    host: str
    port: int

    @property
    def is_https(self) -> bool:
        """Whether visitors come over TLS, so that cookies may demand it."""
        return self.public_url.startswith("https://")


VARIABLES: dict[str, str] = {
    "DATABASE_URL": "`sqlite:////var/lib/dorfschluessel/dorfschluessel.db` or `postgresql://user@host/dorfschluessel`",
    "MASTER_KEY": "64 hex digits; every key is derived from it: back it up apart from the database",
    "SECRET_KEY": "64 hex digits; signs cookies and forms",
    "PUBLIC_URL": "the address visitors use, `https://dgh.example.org`; default `http://127.0.0.1:8000`",
    "TRUSTED_HOSTS": "host names answered to, by comma; default: the host of PUBLIC_URL",
    "HOST": "the address to listen at; default `127.0.0.1`",
    "PORT": "the port to listen at; default `8000`",
    "MQTT_HOST": "the broker; without it the worker only sends mail",
    "MQTT_PORT": "the broker's port; default `8883`",
    "MQTT_USER": "the server's name at the broker; default `server`",
    "MQTT_PASSWORD": "the server's password at the broker",
    "MQTT_CA": "file with the certificate authority of the broker; without it no TLS (loopback only)",
    "MQTT_CERT": "file with the server's certificate at the broker (`dorfschluessel ca server`)",
    "MQTT_KEY": "file with the key of that certificate",
    "DOOR_BROKER": "name of the broker as doors find it; default MQTT_HOST",
    "HOME_ASSISTANT_HOST": "the broker of a Home Assistant that is shown halls; set it for one worker only",
    "HOME_ASSISTANT_PORT": "that broker's port; default `8883`",
    "HOME_ASSISTANT_USER": "the bridge's name at that broker; default `dorfschluessel`",
    "HOME_ASSISTANT_PASSWORD": "the bridge's password at that broker",
    "HOME_ASSISTANT_CA": "file with the certificate authority of that broker; needed but for the loopback",
    "HOME_ASSISTANT_TOWN": "the one municipality whose halls are shown, as in addresses: `wiesenburg-mark`",
    "HOME_ASSISTANT_PREFIX": "Home Assistant's discovery prefix; default `homeassistant`",
    "LORA_HOST": "the broker of the ChirpStack that reaches doors over LoRaWAN; set it for one worker only",
    "LORA_PORT": "that broker's port; default `8883`",
    "LORA_USER": "the bridge's name at that broker; default `dorfschluessel`",
    "LORA_PASSWORD": "the bridge's password at that broker",
    "LORA_CA": "file with the certificate authority of that broker; needed but for the loopback",
    "LORA_TOWN": "the one municipality whose doors are reached so, as in addresses: `wiesenburg-mark`",
    "LORA_APPLICATION": "the id of these doors' application in ChirpStack; no other one is heard or told",
    "RELEASES_DIR": "folder with the door program for doors to fetch (`dorfschluessel release add`)",
    "RELEASE_KEYS": "whose releases count, `name=64 hex digits`, by comma (`dorfschluessel release key`)",
    "SMTP_HOST": "the mail server",
    "SMTP_PORT": "the mail server's port; default `587`",
    "SMTP_USER": "name at the mail server; with it STARTTLS is demanded",
    "SMTP_PASSWORD": "password at the mail server",
    "MAIL_FROM": "sender of all mail; default `dorfschluessel@<host of PUBLIC_URL>`",
    "MAILBOX_DIR": "folder that receives mail as files instead of a mail server (demo)",
    "DEMO": "`1` turns on the demo's pages: doors to type at, mailbox",
    "DEMO_CONTROL": "socket of the simulated doors (demo)",
    "GRACE_MINUTES": "how far in the past a booking may start; default `0`, in the demo `60`",
    "RATE_LIMIT_PER_MINUTE": "changes one visitor may ask for in a minute; default `60`, `0` is no limit",
    "API_RATE_LIMIT_PER_MINUTE": "requests a key may send in a minute; default `600`, `0` is no limit",
    "APP_HOSTS": "servers of the Bad Belzig App in our own network, which need no TLS, `host:port`, by comma",
    "BOOKINGS_A_DAY": "bookings of one sender a day where nobody is asked; default `20`, `0` is no limit",
    "METRICS_TOKEN": "at least 32 signs; who brings it reads `/metrics`, without it nobody does",
    "METRICS_PORT": "a port of its own for `/metrics`, which then is found at no other; default: at PORT",
    "PROMETHEUS_MULTIPROC_DIR": "folder, empty at the start, in which several web processes count together",
    "LOG_FORMAT": "`text` or `json` (one object a line); default `text`",
}
SECRETS = (
    "MASTER_KEY",
    "SECRET_KEY",
    "MQTT_PASSWORD",
    "HOME_ASSISTANT_PASSWORD",
    "LORA_PASSWORD",
    "SMTP_PASSWORD",
    "METRICS_TOKEN",
)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises SettingInvalid with the variable's name."""
    read = _Reader(os.environ if environment is None else environment)
    public_url = read.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    host = urlsplit(public_url).hostname
    if host is None:
        raise SettingInvalid("PUBLIC_URL: not an address like https://dgh.example.org")
    demo = read.text("DEMO", "0") == "1"
    return Settings(
        database_url=read.text("DATABASE_URL"),
        master_key=read.key("MASTER_KEY"),
        secret_key=read.key("SECRET_KEY"),
        public_url=public_url,
        trusted_hosts=tuple(h.strip() for h in read.text("TRUSTED_HOSTS", host).split(",")),
        broker=_broker(read),
        door_broker=read.text("DOOR_BROKER", ""),
        home_assistant=_home_assistant(read),
        lora=_lora(read),
        releases_dir=read.path("RELEASES_DIR"),
        release_keys=read.public_keys("RELEASE_KEYS"),
        mail_server=_mail_server(read),
        mail_from=read.text("MAIL_FROM", f"dorfschluessel@{host}"),
        mailbox_dir=read.path("MAILBOX_DIR"),
        demo=demo,
        demo_control=read.path("DEMO_CONTROL"),
        grace=timedelta(minutes=read.number("GRACE_MINUTES", 60 if demo else 0)),
        rate_limit_per_minute=read.number("RATE_LIMIT_PER_MINUTE", 60),
        api_rate_limit_per_minute=read.number("API_RATE_LIMIT_PER_MINUTE", 600),
        bookings_a_day=read.number("BOOKINGS_A_DAY", 20),
        app_hosts=frozenset(one.strip() for one in read.text("APP_HOSTS", "").split(",") if one.strip()),
        metrics_token=read.token("METRICS_TOKEN"),
        metrics_port=read.number("METRICS_PORT", 0),
        host=read.text("HOST", "127.0.0.1"),
        port=read.number("PORT", 8000),
    )


def log_format(environment: Mapping[str, str] | None = None) -> str:
    """Return how logs are written. Raises SettingInvalid."""
    chosen = _Reader(os.environ if environment is None else environment).text("LOG_FORMAT", "text")
    if chosen not in LOG_FORMATS:
        raise SettingInvalid(f"LOG_FORMAT: {chosen!r} is neither {' nor '.join(LOG_FORMATS)}")
    return chosen


def _broker(read: "_Reader") -> BrokerAddress | None:
    host = read.text("MQTT_HOST", "")
    if not host:
        return None
    return BrokerAddress(
        host=host,
        port=read.number("MQTT_PORT", 8883),
        user=read.text("MQTT_USER", "server"),
        password=read.secret("MQTT_PASSWORD", ""),
        ca_file=read.text("MQTT_CA", ""),
        cert_file=read.text("MQTT_CERT", ""),
        key_file=read.text("MQTT_KEY", ""),
    )


def _home_assistant(read: "_Reader") -> HomeAssistant | None:
    host = read.text("HOME_ASSISTANT_HOST", "")
    if not host:
        return None
    address = _foreign_broker(read, "HOME_ASSISTANT", host)
    prefix = read.text("HOME_ASSISTANT_PREFIX", "homeassistant")
    if not TOPIC.fullmatch(prefix):
        raise SettingInvalid("HOME_ASSISTANT_PREFIX: not letters, digits, _ and - between slashes")
    return HomeAssistant(read.text("HOME_ASSISTANT_TOWN"), address, prefix)


def _lora(read: "_Reader") -> LoraNetwork | None:
    host = read.text("LORA_HOST", "")
    if not host:
        return None
    application = read.text("LORA_APPLICATION").lower()
    if not APPLICATION.fullmatch(application):
        raise SettingInvalid("LORA_APPLICATION: not an application's id, as in ChirpStack")
    return LoraNetwork(read.text("LORA_TOWN"), application, _foreign_broker(read, "LORA", host))


def _foreign_broker(read: "_Reader", whose: str, host: str) -> BrokerAddress:
    """Return where somebody else's broker is: never that of the doors, and with TLS but for the loopback."""
    port, ca_file = read.number(f"{whose}_PORT", 8883), read.text(f"{whose}_CA", "")
    if (host, port) == (read.text("MQTT_HOST", ""), read.number("MQTT_PORT", 8883)):
        raise SettingInvalid(f"{whose}_HOST: the doors' broker is for the doors alone")
    if not ca_file and host not in ("127.0.0.1", "::1", "localhost"):
        raise SettingInvalid(f"{whose}_CA is not set: {VARIABLES[f'{whose}_CA']}")
    user = read.text(f"{whose}_USER", "dorfschluessel")
    return BrokerAddress(host, port, user, read.secret(f"{whose}_PASSWORD", ""), ca_file)


def _mail_server(read: "_Reader") -> MailServer | None:
    host = read.text("SMTP_HOST", "")
    if not host:
        return None
    port = read.number("SMTP_PORT", 587)
    return MailServer(host, port, read.text("SMTP_USER", ""), read.secret("SMTP_PASSWORD", ""))


class _Reader:
    """Reads typed values from a mapping and names the variable in every complaint."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str | None = None) -> str:
        value = self._environment.get(name, default)
        if value is None:
            raise SettingInvalid(f"{name} is not set: {VARIABLES[name]}")
        return value

    def secret(self, name: str, default: str | None = None) -> str:
        file = self._environment.get(f"{name}_FILE")
        if not file:
            return self.text(name, default)
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingInvalid(f"{name}_FILE: {file} cannot be read ({error.strerror})") from error

    def token(self, name: str) -> str:
        token = self.secret(name, "")
        if token and (len(token) < SHORTEST_TOKEN or not token.isascii()):
            raise SettingInvalid(f"{name}: wanted at least {SHORTEST_TOKEN} ASCII signs")
        return token

    def key(self, name: str) -> bytes:
        try:
            key = binascii.unhexlify(self.secret(name))
        except ValueError as error:
            raise SettingInvalid(f"{name}: not hexadecimal") from error
        if len(key) != SECRET_BYTES:
            raise SettingInvalid(f"{name}: wanted {SECRET_BYTES * 2} hex digits")
        return key

    def public_keys(self, name: str) -> dict[str, bytes]:
        pairs = [pair.strip().partition("=") for pair in self.text(name, "").split(",") if pair.strip()]
        try:
            return read_keys({kid: key for kid, _, key in pairs})
        except ContractError as error:
            raise SettingInvalid(f"{name}: not name=64 hex digits of a public key") from error

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal():
            raise SettingInvalid(f"{name}: {value!r} is not a whole number")
        return int(value)

    def path(self, name: str) -> Path | None:
        value = self._environment.get(name)
        return Path(value) if value else None
