"""Errors of money. Every message is German, says what is wrong and the way out."""

from booking_server.domain.errors import RuleBroken


class MoneyError(RuleBroken):
    """Base of the errors of money."""

    code = "money-error"


class AmountUnreadable(MoneyError):
    """An amount is typed in euros, as "1.234,50"."""

    code = "amount-unreadable"
    field = "amount"


class DateUnreadable(MoneyError):
    """A day of payment is a day that has been."""

    code = "date-unreadable"
    field = "paid_on"


class NumberUnreadable(MoneyError):
    """A number of days is a whole number."""

    code = "number-unreadable"


class TextMissing(MoneyError):
    """An invoice says who writes it."""

    code = "text-missing"


class IbanInvalid(MoneyError):
    """An IBAN has the length of its country and its check digits."""

    code = "iban-invalid"
    field = "iban"


class BicInvalid(MoneyError):
    """A BIC has eight or eleven characters."""

    code = "bic-invalid"
    field = "bic"


class PrefixInvalid(MoneyError):
    """A reference prefix is two to six capital letters or digits, the first a letter."""

    code = "prefix-invalid"
    field = "prefix"


class GiroCodeTooLong(MoneyError):
    """A GiroCode has room for 70 characters of name and 140 of text."""

    code = "giro-code-too-long"


class PayeeMissing(MoneyError):
    """Without an account nobody can pay."""

    code = "payee-missing"


class NothingToInvoice(MoneyError):
    """An invoice asks for money."""

    code = "nothing-to-invoice"


class InvoicedAlready(MoneyError):
    """A booking has one standing invoice of a kind."""

    code = "invoiced-already"


class InvoiceCancelled(MoneyError):
    """A cancelled invoice stays as it is."""

    code = "invoice-cancelled"


class DepositNotBalanced(MoneyError):
    """What is returned and what is kept make up the deposit held."""

    code = "deposit-not-balanced"
    field = "amount"


class ReasonMissing(MoneyError):
    """Who keeps money or takes a booking entry back says why."""

    code = "reason-missing"
    field = "reason"


class StatementUnreadable(MoneyError):
    """A bank statement is a CAMT.053 file; what cannot be read is not applied at all."""

    code = "statement-unreadable"
    field = "statement"
