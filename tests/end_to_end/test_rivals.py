"""Fifty visitors want the same hall at the same moment, over HTTP: one gets it (I1), on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.races.databases import KINDS, empty
from tests.races.rivals import AS_IT_MUST, race


@pytest.mark.parametrize("kind", KINDS)
def test_of_fifty_rivals_exactly_one_wins(
    kind: str, tmp_path: Path, volume: Callable[[int, int], int]
) -> None:
    rounds = volume(40, 1_000)

    with empty(kind, tmp_path) as url:
        tally = race(url, tmp_path, rounds=rounds)

    print(tally)
    assert tally.wrong == []
    assert tally.answers == {answer: count * rounds for answer, count in AS_IT_MUST.items()}
    assert tally.violations == ()
