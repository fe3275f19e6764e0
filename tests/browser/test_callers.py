"""A caller's booking with the keyboard alone, in under thirty seconds.

Nobody types in a test as fast or as slowly as a person. The time is counted with the keystroke-level model
(Card, Moran and Newell, 1980): 0.28 s for each key of an average typist, 1.35 s of thought before each field
and before sending, and the program's own answering times as measured here.
"""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

SECONDS_A_KEY = 0.28
SECONDS_OF_THOUGHT = 1.35
LONGEST_SECONDS = 30
SAID = ("Erna Schulz", "0338494711", "fr", "19-2")


def test_a_caller_s_booking_takes_less_than_thirty_seconds_with_the_keyboard_alone(
    site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(site.sign_in_link(site.village.cast.herr_krueger.id), width=1280)
    page.get_by_role("button", name="Anmelden").press("Enter")
    page.goto("/schreibtisch/anruf")
    presses, thoughts = 0, 0
    begun = time.monotonic()

    for number, text in enumerate(SAID):
        page.keyboard.type(text)
        thoughts += 1
        presses += len(text)
        for _ in range(2 if number == 1 else 1):  # the only hall is chosen already: one more Tab passes it
            page.keyboard.press("Tab")
            presses += 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/schreibtisch/zettel/*")
    machine = time.monotonic() - begun
    seconds = (presses + 1) * SECONDS_A_KEY + (thoughts + 1) * SECONDS_OF_THOUGHT + machine

    expect(page.get_by_role("heading", level=1)).to_have_text("Eingetragen: DGH Schlamau")
    print(f"{presses + 1} keys, {machine:.1f} s of the machine, {seconds:.1f} s in all")
    assert seconds < LONGEST_SECONDS
