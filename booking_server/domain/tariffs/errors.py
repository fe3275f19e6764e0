"""Errors of tariffs. Every message is German, says what is wrong and the way out."""

from dataclasses import dataclass

from booking_server.domain.errors import RuleBroken


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """A mistake in a tariff file: its line (1 is the first) and the reason, in German."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"Zeile {self.line}: {self.reason}"


class TariffRefused(RuleBroken):
    """A tariff file with a mistake is refused as a whole; the version in force stays in force."""

    code = "tariff-refused"
    field = "text"

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__(" ".join(str(mistake) for mistake in self.mistakes))


class PriceOutOfBounds(RuleBroken):
    """A price fixed by a person lies inside the bounds of the regulation."""

    code = "price-out-of-bounds"
    field = "amount"


class WaiverOutOfBounds(RuleBroken):
    """A waiver takes no more away than the regulation allows."""

    code = "waiver-out-of-bounds"
    field = "amount"


class DecisionUnexplained(RuleBroken):
    """Who fixes or waives a price says why."""

    code = "decision-unexplained"
    field = "reason"


class VersionOutdated(RuleBroken):
    """A version comes into force after all earlier ones, on the day its text says."""

    code = "version-outdated"
    field = "text"
