"""A person at the keyboard alone: Tab until it is there, type, press."""

from dataclasses import dataclass

from playwright.sync_api import Page

FURTHEST = 150
AT = "(document.activeElement.id || document.activeElement.innerText || '').trim()"


@dataclass(frozen=True)
class Keyboard:
    """The keyboard before a page; elements are named by their id or by what stands on them."""

    page: Page

    def to(self, name: str) -> None:
        """Press Tab until something is reached."""
        for _ in range(FURTHEST):
            if self.page.evaluate(AT) == name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never comes to {name}; it is at {self.page.evaluate(AT)}")

    def type(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.to(name)
        self.page.keyboard.type(text)

    def replace(self, name: str, text: str) -> None:
        """Go to a field and type over what stands there; in a list this chooses what begins so."""
        self.to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, name: str) -> None:
        """Go to a box and tick it."""
        self.to(name)
        self.page.keyboard.press("Space")

    def press(self, name: str) -> None:
        """Go to a button or link and press it; wait for the page it leads to."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
