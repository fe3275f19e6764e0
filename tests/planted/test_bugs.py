"""The planted bugs fit the code as it is: planting them takes long, so that is done before a release only."""

from collections import Counter

import pytest

from tests.planted.__main__ import ROOT
from tests.planted.bugs import BUGS, Bug


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_can_be_planted(bug: Bug) -> None:
    assert (ROOT / bug.file).read_text(encoding="utf-8").count(bug.good) == 1
    assert bug.bad != bug.good


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_tests_of_a_bug_are_there(bug: Bug) -> None:
    for named in bug.tests.split():
        if not named.startswith("-"):
            assert (ROOT / named.partition("::")[0]).exists() or "/" not in named


def test_no_bug_is_planted_twice() -> None:
    assert [name for name, times in Counter(bug.name for bug in BUGS).items() if times > 1] == []
