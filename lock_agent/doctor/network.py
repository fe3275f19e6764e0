"""The way to the server, step by step, and there and back by the running link.

A granted subscription proves nothing (protocol §2): only an answer to something just made up does.
"""

import socket
import ssl
from collections.abc import Iterator

from lock_agent.contract.enrolment import Enrolment
from lock_agent.doctor.device import Answer, Device
from lock_agent.doctor.findings import Finding, Level, fine, wrong
from lock_agent.doctor.identity import own_tls

PATIENCE_S = 5.0
REFUSAL_S = 0.5
"""With TLS 1.3 a broker refuses our certificate only after the handshake."""


def check(device: Device) -> Iterator[Finding]:
    """Look at name, connection, encryption; then at the answer of the server.

    Where MQTT is blocked for good the door comes over HTTPS: what is in MQTT's way is then nothing to mend.
    """
    if device.enrolment is None:
        return
    steps = list(_steps(device.enrolment))
    is_way_free = all(step.level is Level.FINE for step in steps)
    if not is_way_free and device.link is not None and device.link.get("via") == "https":
        yield fine("Verbindung", "MQTT geht hier nicht durch, die Tür kommt über HTTPS.")
    else:
        yield from steps
    yield _echo(device.link, is_way_free=is_way_free)


def _steps(enrolment: Enrolment) -> Iterator[Finding]:
    host, port = enrolment.host, enrolment.port
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        yield wrong("Name des Servers", f"{host} ist nicht zu finden. Prüfen Sie Netzwerk-Kabel und Router.")
        return
    yield fine("Name des Servers", f"{host} ist zu finden.")
    try:
        plain = socket.create_connection((host, port), PATIENCE_S)
    except OSError:
        yield wrong(
            "Verbindung",
            f"{host}:{port} antwortet nicht. Lässt der Anschluss Port {port} durch? Läuft der Broker?",
        )
        return
    with plain:
        yield fine("Verbindung", f"{host}:{port} antwortet.")
        if enrolment.tls:
            yield from _encryption(plain, enrolment)


def _encryption(plain: socket.socket, enrolment: Enrolment) -> Iterator[Finding]:
    try:
        context = own_tls(enrolment)
    except OSError:
        return  # the look at the certificate says so; the server has no part in it
    yield _handshake(plain, enrolment, context)


def _handshake(plain: socket.socket, enrolment: Enrolment, context: ssl.SSLContext) -> Finding:
    is_encrypted = False
    try:
        with context.wrap_socket(plain, server_hostname=enrolment.host) as secured:
            is_encrypted = True
            secured.settimeout(REFUSAL_S)
            secured.recv(1)  # a broker says nothing before we do, unless it refuses us
    except TimeoutError:
        return fine("Verschlüsselung", "Server und Gerät erkennen einander.")
    except ssl.SSLCertVerificationError as error:
        return wrong(
            "Verschlüsselung",
            f"Das ist nicht unser Server ({error.verify_message}). Prüfen Sie, ob im Netz des Hauses etwas"
            " mitliest (Firewall, Virenschutz), sonst am Server DOOR_BROKER und das Zertifikat des Brokers.",
        )
    except OSError as error:  # ssl.SSLError is one
        if not is_encrypted and "ALERT" not in str(getattr(error, "reason", "")):
            return _unencrypted(enrolment)
    return _refused()


def _unencrypted(enrolment: Enrolment) -> Finding:
    return wrong(
        "Verschlüsselung",
        f"{enrolment.host}:{enrolment.port} spricht unverschlüsselt, wie der Broker der Vorführung: Die Tür"
        " kommt dann über HTTPS. Sonst prüfen Sie am Server DOOR_BROKER und den Broker.",
    )


def _refused() -> Finding:
    return wrong(
        "Verschlüsselung",
        "Der Server weist dieses Gerät ab. Ist es gesperrt oder sein Zertifikat abgelaufen? Sehen Sie am"
        " Schreibtisch bei der Tür nach.",
    )


def _echo(link: Answer, *, is_way_free: bool) -> Finding:
    if link is None and is_way_free:
        return wrong(
            "Hin und zurück",
            "Keine Antwort. Läuft die Verbindung (systemctl status dorfschluessel-link) und der Server?",
        )
    if link is None or not link.get("up"):
        return wrong(
            "Hin und zurück", "Das Gerät ist nicht verbunden. Die Tür öffnet trotzdem mit gültigen Codes."
        )
    return fine("Hin und zurück", "Der Server hat geantwortet.")
