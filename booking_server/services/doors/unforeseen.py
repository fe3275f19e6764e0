"""Writing down what nobody foresaw: where it happened and of what kind it was, never what it was about.

The text of an error repeats what somebody gave: an address that is a key, a name, the values of a statement.
"""

import traceback


def trace(error: BaseException) -> str:
    """Return the lines that led to an error and its kind, and the same of each error behind it; no values."""
    told: list[str] = []
    seen: set[int] = set()
    behind: BaseException | None = error
    while behind is not None and id(behind) not in seen:
        seen.add(id(behind))
        lines = "".join(traceback.format_tb(behind.__traceback__))
        told.append(f"{lines}{type(behind).__module__}.{type(behind).__qualname__}")
        behind = behind.__cause__ or (None if behind.__suppress_context__ else behind.__context__)
    return "\nbehind it:\n".join(told)
