"""What a municipality writes about a hall in its own words: house rules, Leichte Sprache, whom to call."""

from dataclasses import dataclass

from booking_server.domain.errors import NothingWritten, TextTooLong

LONGEST_RULES, LONGEST_EASY, LONGEST_PHONE = 8000, 4000, 40


@dataclass(frozen=True, slots=True)
class HallTexts:
    """Paragraphs are parted by an empty line; in Leichte Sprache each sentence is a line."""

    house_rules: str
    easy_text: str
    contact_phone: str

    def check(self) -> tuple[NothingWritten | TextTooLong, ...]:
        """Return what cannot stay so: everybody who books accepts house rules, so there must be some."""
        wrong: list[NothingWritten | TextTooLong] = []
        if not self.house_rules:
            wrong.append(NothingWritten("Bitte schreiben Sie eine Hausordnung.", field="house_rules"))
        for name, longest in (
            ("house_rules", LONGEST_RULES),
            ("easy_text", LONGEST_EASY),
            ("contact_phone", LONGEST_PHONE),
        ):
            if len(getattr(self, name)) > longest:
                wrong.append(TextTooLong(f"Das ist zu lang: höchstens {longest} Zeichen.", field=name))
        return tuple(wrong)
