"""The table says plainly what was missed."""

from tests.bench.figures import Bar, Figure, Spread, missing, single
from tests.bench.table import line, summary


def test_a_missed_bar_is_said_in_its_line_and_again_at_the_end() -> None:
    slow = single("a page", "ms", 60, bar=Bar(50))
    quick = single("a booking", "ms", 40, bar=Bar(50))

    assert line(slow).endswith("MISSED")
    assert line(quick).endswith("met")
    assert summary([slow, quick]) == "1 of 2 bars met\n  MISSED: a page"


def test_what_was_not_measured_counts_as_not_met() -> None:
    assert summary([missing("a feed", "no such page")]) == "0 of 1 bars met\n  not measured: a feed"


def test_a_bar_judges_the_value_it_names() -> None:
    spread = Spread.of([1.0] * 96 + [100.0] * 4)

    assert Figure("x", "ms", spread, Bar(50)).verdict == "met"
    assert Figure("x", "ms", spread, Bar(50, of="p95")).verdict == "met"
    assert Figure("x", "ms", spread, Bar(50, of="p99")).verdict == "MISSED"
    assert Figure("x", "×", spread, Bar(2, at_most=False)).verdict == "MISSED"


def test_a_bar_that_only_the_cpu_time_keeps_is_missed_and_says_so() -> None:
    disturbed = Figure("a feed", "ms", Spread(1200, 1300, 1400, cpu=600), Bar(1000))

    assert disturbed.verdict == "MISSED, kept by CPU time"
