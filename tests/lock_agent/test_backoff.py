"""Knocking at the broker: later and later, and never all at once (protocol §11)."""

from lock_agent.backoff import Backoff


def ceilings(backoff: Backoff, count: int) -> list[float]:
    """Return the longest delays of the next attempts."""
    return [backoff.next_delay() for _ in range(count)]


def test_delays_double_from_two_seconds_to_a_quarter_of_an_hour() -> None:
    assert ceilings(Backoff(lambda: 1.0), 11) == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_a_refusal_begins_at_a_minute() -> None:
    backoff = Backoff(lambda: 1.0)
    ceilings(backoff, 3)

    backoff.refused()
    assert ceilings(backoff, 2) == [60, 120]
    backoff.refused()
    assert ceilings(backoff, 1) == [240], "a second refusal goes on where the first one was"


def test_a_change_of_the_network_or_a_stable_minute_forgets_all() -> None:
    backoff = Backoff(lambda: 1.0)
    backoff.refused()
    ceilings(backoff, 5)

    backoff.reset()

    assert ceilings(backoff, 2) == [2, 4]


def test_the_whole_delay_is_drawn_by_lot() -> None:
    assert ceilings(Backoff(lambda: 0.0), 3) == [0, 0, 0]


def test_nobody_waits_longer_than_twice_the_outage_so_far() -> None:
    chances = iter([0.1] * 8 + [1.0])
    backoff = Backoff(lambda: next(chances))

    before = ceilings(backoff, 8)

    assert ceilings(backoff, 1) == [2 * sum(before)] < [8], "eight short lots are no long outage"
