"""What stands before the web in production: it ends TLS and passes on, here with a certificate of our own."""

import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from subprocess import check_output

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from booking_server.locks import authority

SYSTEM = Path("/etc/ssl/certs")


class TlsFront:
    """Listens with TLS at `address` and passes on to a port of the loopback."""

    def __init__(self, folder: Path, behind: int) -> None:
        self._folder, self._behind = folder, behind
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._identity())
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._tls = context.wrap_socket(self._listener, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """Return where it is."""
        return f"https://127.0.0.1:{self._tls.getsockname()[1]}"

    @property
    def trusted(self) -> Path:
        """Return a folder like the system's own, with all it trusts and our authority."""
        folder = self._folder / "trusted"
        folder.mkdir()
        for known in SYSTEM.glob("*.0"):
            (folder / known.name).symlink_to(known.resolve())
        (folder / "ours.pem").write_text(authority.pem(authority.certificate(self._key)))
        check_output(["openssl", "rehash", folder])
        return folder

    def close(self) -> None:
        """Listen no more."""
        self._tls.close()

    def _identity(self) -> Path:
        self._key, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        made = authority.certify_broker(self._key, own.public_key(), ["127.0.0.1"], now=datetime.now(UTC))
        private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        file = self._folder / "front.pem"
        file.write_text(private + authority.pem(made))
        return file

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._tls.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: ssl.SSLSocket) -> None:
        with suppress(OSError), caller, socket.create_connection(("127.0.0.1", self._behind)) as behind:
            caller.do_handshake()
            back = threading.Thread(target=_pass_on, args=(behind, caller), daemon=True)
            back.start()
            _pass_on(caller, behind)
            back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError, ValueError):
        while part := source.recv(65536):
            target.sendall(part)
    for end in (source, target):
        with suppress(OSError):
            socket.socket.shutdown(end, socket.SHUT_RDWR)
