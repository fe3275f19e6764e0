"""Keys become entries."""

from hypothesis import given
from hypothesis import strategies as st

from lock_agent.keypad import Keypad, press


def typed(*keys: tuple[int, str]) -> list[str | None]:
    """Press keys at moments in ms and return what each of them ended."""
    keypad, entries = Keypad(), []
    for at, key in keys:
        keypad, entry = press(keypad, key, at)
        entries.append(entry)
    return entries


def test_the_hash_ends_an_entry() -> None:
    assert typed((1, "1"), (2, "2"), (3, "#"), (4, "3"), (5, "#")) == [None, None, "12", None, "3"]


def test_the_star_clears() -> None:
    assert typed((1, "1"), (2, "*"), (3, "2"), (4, "#"))[-1] == "2"


def test_the_hash_alone_ends_nothing() -> None:
    assert typed((1, "#"), (2, "1"), (3, "*"), (4, "#")) == [None] * 4


def test_eight_seconds_between_keys_are_allowed_and_no_more() -> None:
    assert typed((0, "1"), (8000, "2"), (16000, "#"))[-1] == "12"
    assert typed((0, "1"), (8001, "2"), (8002, "#"))[-1] == "2"
    assert typed((0, "1"), (8001, "#"))[-1] is None


def test_other_keys_change_nothing() -> None:
    assert typed((0, "1"), (1, "A"), (2, "٣"), (3, ""), (4, "12"), (5, "#"))[-1] == "1"


@given(st.text("0123456789*#xA²", max_size=400))
def test_the_buffer_stays_small_and_holds_digits(keys: str) -> None:
    keypad = Keypad()
    for at, key in enumerate(keys):
        keypad, entry = press(keypad, key, at)
        assert len(keypad.digits) <= 17
        assert entry is None or set(entry) <= set("0123456789")


def test_a_keypad_does_not_show_its_digits() -> None:
    assert "4711" not in repr(Keypad("4711"))
