"""Errors of going out.

FetchError           something kept an answer from coming; `code` says what
├── AddressRefused   the address leads where no stranger may send us
└── FetchFailed      the other side, or the way there, did not do its part
"""


class FetchError(Exception):
    """Something kept an answer from coming; `code` says what, `fact` a number or a name beside it."""

    def __init__(self, code: str, fact: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.fact = fact


class AddressRefused(FetchError):
    """The address leads where no stranger may send us.

    Codes: scheme, userinfo, host, port, spelling, not-public, redirects, downgrade.
    """


class FetchFailed(FetchError):
    """The other side, or the way there, did not do its part.

    Codes: unknown-host, unreachable, certificate, timeout, status, too-large, too-expensive, encoding,
    protocol.
    """
