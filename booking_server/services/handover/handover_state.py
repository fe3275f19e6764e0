"""Where a booking stands after its use."""

from collections.abc import Sequence

from booking_server.domain.handover.protocol import Protocol, word_after_return
from booking_server.services.money.accounts import Account


def word_of(protocols: Sequence[Protocol], account: Account) -> str:
    """Return "zurückgegeben" or "abgerechnet"; nothing before the hall was given back."""
    owed = sum(state.open_cents for state in account.shown)
    held = account.deposit.held_cents if account.deposit else 0
    return word_after_return(protocols, owed_cents=owed, held_cents=held)
