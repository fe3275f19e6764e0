"""What a person reads."""

from enum import StrEnum


class Language(StrEnum):
    """What a page or a mail can be read in; the value begins a page's address, German has none."""

    GERMAN = "de"
    ENGLISH = "en"
    EASY = "ls"

    @property
    def tag(self) -> str:
        """How the page is marked (BCP 47; `simple` is registered for simplified language)."""
        return "de-simple" if self is Language.EASY else self.value

    @property
    def prefix(self) -> str:
        """What addresses begin with."""
        return "" if self is Language.GERMAN else f"/{self.value}"
