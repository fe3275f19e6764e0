"""What a rule of the linter is, and the list of all of them."""

from collections.abc import Callable, Iterator

from lock_agent.profile import Profile
from lock_agent.sheet import Finding

Rule = Callable[[Profile], Iterator[Finding]]
RULES: list[Rule] = []


def rule(judge: Rule) -> Rule:
    """Enter a function into the rules; its first line says what must be."""
    RULES.append(judge)
    return judge
