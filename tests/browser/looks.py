"""How people look at a page (narrow, wide, in forced colours, with large text) and what is wrong then."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

CHECK = """tags => axe.run({
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], selectors: false, elementRef: false,
}).then(found => found.violations)"""

UNSEEN = """() => {
  const reached = "a[href], button, input, select, textarea, summary, [tabindex='0']", wrong = [];
  for (const one of document.querySelectorAll(reached)) {
    if (one.tabIndex < 0 || one.disabled || !one.checkVisibility()) continue;
    const before = getComputedStyle(one).boxShadow;
    one.focus({ preventScroll: true });
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    const seen = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== before;
    if (document.activeElement === one && !seen) wrong.push(one.outerHTML.slice(0, 120));
  }
  return wrong;
}"""
"""The keyboard must have been used before: a browser shows where a mouse put the focus to fields only."""


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look; `width` in CSS pixels, `text` in percent of the usual size."""

    name: str
    width: int
    forced_colours: bool = False
    text: int = 100


LOOKS = (
    Look("at 320 px", 320),
    Look("at 390 px", 390),
    Look("at 1280 px", 1280),
    Look("in forced colours", 390, forced_colours=True),
    Look("with text twice as large", 640, text=200),
)
EACH = 5
"""On commit every so manieth page is looked at, another day others; all fit the narrowest screen."""

Volume = Callable[[int, int], int]


def today() -> int:
    """Return a number that is another one each day."""
    return datetime.now(UTC).toordinal()


def looks_of(number: int, volume: Volume) -> Iterator[Look]:
    """Return how to look at a page: in every way before a release, else in one, each day at other pages."""
    first = today() + number
    if first % volume(EACH, 1) == 0:
        for more in range(volume(1, len(LOOKS))):
            yield LOOKS[(first // volume(EACH, 1) + more) % len(LOOKS)]


def violations(page: Page, axe: str) -> list[str]:
    """Return what the checker finds wrong, one line each."""
    page.evaluate(axe)
    found = page.evaluate(CHECK, TAGS)
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def widths(page: Page) -> tuple[int, int]:
    """Return how wide the content is and how wide the screen."""
    return tuple(page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]"))


def faults(page: Page, axe: str, look: Look) -> list[str]:
    """Look at a page in one way; return what is wrong: barriers, scrolling sideways, a focus nobody sees."""
    put_on(page, look)
    found = [*violations(page, axe), *sideways(page)]
    page.keyboard.press("Tab")
    unseen = [f"focus not seen: {html}" for html in page.evaluate(UNSEEN)]
    return [f"{look.name}: {fault}" for fault in (*found, *unseen)]


def sideways(page: Page) -> list[str]:
    """Return whether a page scrolls sideways."""
    content, screen = widths(page)
    return [f"{content} px wide"] if content > screen else []


@dataclass
class Wrong:
    """What was wrong with many pages, and how many ones were looked at."""

    found: dict[str, list[str]] = field(default_factory=dict)
    looked: int = 0

    def look(self, page: Page, axe: str, address: str, looks: Iterable[Look], name: str = "") -> None:
        """Open a page and look at it in each way; that it fits the narrowest screen is always seen to."""
        page.goto(address)
        put_on(page, LOOKS[0])
        wrong = sideways(page)
        for look in looks:
            self.looked += 1
            wrong += faults(page, axe, look)
        if wrong:
            self.found[name or address] = wrong


def put_on(page: Page, look: Look) -> None:
    """Show a page in one way."""
    page.set_viewport_size({"width": look.width, "height": 800})
    forced = look.forced_colours
    page.emulate_media(
        forced_colors="active" if forced else "none", reduced_motion="reduce" if forced else "no-preference"
    )
    page.evaluate("size => { document.documentElement.style.fontSize = size }", f"{look.text}%")
