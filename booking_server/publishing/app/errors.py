"""Errors of speaking to the app.

AppError             something kept the app from doing what was asked; `code` and `fact` say what
├── AppAway          it could not be reached, or did not answer as agreed: worth another try later
├── AccessDenied     it does not know us: nothing of this municipality is worth a try now
└── AppRefused       it understood and refused: the same would be refused again
"""


class AppError(Exception):
    """Something kept the app from doing what was asked."""

    def __init__(self, code: str, fact: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.fact = fact


class AppAway(AppError):
    """The app could not be reached, or did not answer as agreed."""


class AccessDenied(AppError):
    """The app does not take our credentials."""


class AppRefused(AppError):
    """The app refuses what was asked; `fact` is what it said."""

    def __init__(self, said: str) -> None:
        super().__init__("refused", said)
