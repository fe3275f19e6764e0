"""The Damm check digit: finds every single wrong digit and every swap of neighbours."""

from lock_agent.contract.errors import MalformedCredential

_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_DIGITS = frozenset("0123456789")


def check_digit(digits: str) -> str:
    """Return the check digit of `digits`; of "572" it is "4". Raises `MalformedCredential`."""
    if not isinstance(digits, str) or not _DIGITS.issuperset(digits):
        raise MalformedCredential("digits only")
    interim = "0"
    for digit in digits:
        interim = _TABLE[int(interim)][int(digit)]
    return interim


def with_check(digits: str) -> str:
    """Return `digits` followed by their check digit."""
    return digits + check_digit(digits)


def is_valid(digits: str) -> bool:
    """Return whether the last digit is the check digit of the others; a single digit never is a code."""
    return (
        isinstance(digits, str)
        and len(digits) > 1
        and _DIGITS.issuperset(digits)
        and check_digit(digits) == "0"
    )
