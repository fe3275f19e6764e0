"""The settings of the demo's processes, from the few that a person may choose."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

from booking_server.demo.layout import Layout
from booking_server.locks.broker import Prefer
from booking_server.settings import SECRETS, VARIABLES

HOST = "127.0.0.1"
SERVER_USER = "server"
# What a person may decide for the demo; every other setting of the server is the demo's own.
PASSED_ON = {"GRACE_MINUTES", "LOG_FORMAT", "METRICS_TOKEN"}


class DemoFailed(Exception):
    """The demo cannot start; the message says why and what to do."""


def chosen_layout(environment: Mapping[str, str]) -> Layout:
    """Returns where the demo keeps its data: DEMO_DIR, by default `var/demo`."""
    return Layout(Path(environment.get("DEMO_DIR") or "var/demo").resolve())


def chosen_port(environment: Mapping[str, str]) -> int:
    """Returns the port of the web pages: PORT, by default 8000. Raises DemoFailed."""
    text = environment.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise DemoFailed(f"PORT is {text!r}, which is no port number")
    return int(text)


def chosen_broker(environment: Mapping[str, str]) -> Prefer:
    """Returns which broker to run: DEMO_BROKER, by default mosquitto where there is one."""
    wanted = environment.get("DEMO_BROKER") or "auto"
    for name in get_args(Prefer):
        if name == wanted:
            return cast("Prefer", name)
    raise DemoFailed(f"DEMO_BROKER is {wanted!r}; it may be auto, mosquitto or amqtt")


def server_environment(
    layout: Layout, port: int, broker_port: int, environment: Mapping[str, str]
) -> dict[str, str]:
    """Returns the environment of web, worker and doors: this one without another installation's settings."""
    foreign = {*VARIABLES, *(f"{name}_FILE" for name in SECRETS)} - PASSED_ON
    secrets = {f"{name}_FILE": str(layout.secret(name.lower())) for name in ("MASTER_KEY", "SECRET_KEY")}
    return {
        **{name: value for name, value in environment.items() if name not in foreign},
        **secrets,
        "DATABASE_URL": f"sqlite:///{layout.database}",
        "MQTT_HOST": HOST,
        "MQTT_PORT": str(broker_port),
        "MQTT_USER": SERVER_USER,
        "MQTT_PASSWORD_FILE": str(layout.secret("mqtt_password")),
        "PUBLIC_URL": f"http://{HOST}:{port}",
        "TRUSTED_HOSTS": f"{HOST},localhost",
        "HOST": HOST,
        "PORT": str(port),
        "MAILBOX_DIR": str(layout.mailbox),
        # The demo listens on the loopback only: whoever is there may hammer at it.
        "RATE_LIMIT_PER_MINUTE": environment.get("RATE_LIMIT_PER_MINUTE") or "0",
        "APP_HOSTS": environment.get("APP_HOSTS") or "",
        "BOOKINGS_A_DAY": environment.get("BOOKINGS_A_DAY") or "0",
        "DEMO": "1",
        "DEMO_CONTROL": str(layout.control),
        "PYTHONUNBUFFERED": "1",
    }
