"""Every mail to who books, waits or helps: whom to call, what to do next, in their language."""

import ast
import re
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import update

import booking_server.notices
from booking_server.domain.languages import Language
from booking_server.notices import helper_mail
from booking_server.notices.catalogue import say
from booking_server.storage.tables import venues
from tests.booking_server.notices.organizer_mail import KINDS, TOWN_HALL, every_mail
from tests.booking_server.web.test_english_booking import MORE_GERMAN
from tests.booking_server.web.test_languages import GERMAN_WORDS
from tests.builders import Village
from tests.mails import text_of

NOTICES = Path(booking_server.notices.__file__).parent
GERMAN = (GERMAN_WORDS, MORE_GERMAN, re.compile("[ÄÖÜäöüß]"))
OURS = re.compile(r"DGH \w+|Kämmerei, Telefon [ 0-9]+|Dorfstraße 1, \w+|Dorfschlüssel$", re.MULTILINE)
"""What has a name in every language."""
NO_NEXT_STEP = {"helper_ended"}
"""Where nothing is left to do."""


def test_every_mail_names_a_human_to_call_and_leads_somewhere(village: Village) -> None:
    found = every_mail(village, Language.GERMAN)

    assert set(found) >= KINDS
    for kind in sorted(KINDS):
        assert found[kind], kind
        for mail in found[kind]:
            text = text_of(mail)
            assert TOWN_HALL in text or "Telefon 033849" in text, (kind, text)
            assert kind in NO_NEXT_STEP or "http" in text, (kind, text)
            assert "Ihr Dorfschlüssel" in text


def test_who_booked_in_english_is_written_to_in_english(village: Village) -> None:
    found = every_mail(village, Language.ENGLISH)

    left = {}
    for kind in sorted(KINDS):
        assert found[kind], kind
        for mail in found[kind]:
            said = OURS.sub(" ", f"{mail['Subject']}\n{text_of(mail)}\n{_entries_of(mail)}")
            if german := [word.group() for pattern in GERMAN for word in pattern.finditer(said)]:
                left[kind, mail["Subject"]] = (german, said)
            assert "\nYour " in said
            assert kind in NO_NEXT_STEP or "http://127.0.0.1:8000/en/" in said, (kind, said)
    assert left == {}, left


def _entries_of(mail: EmailMessage) -> str:
    """Return what the calendar a mail carries says beside when and where."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    lines = "".join(part.get_content() for part in parts).replace("\r\n ", "").splitlines()
    told = [line for line in lines if line.startswith(("SUMMARY", "DESCRIPTION"))]
    return "\n".join(told).replace("\\n", "\n")


def test_every_word_of_mail_and_slip_is_in_the_catalogue() -> None:
    said = {word for file in NOTICES.rglob("*.py") for word in said_in(file)}
    said |= set(
        re.findall(r'\b_\("([^"]+)"', (NOTICES / "templates" / "slip.html").read_text(encoding="utf-8"))
    )
    said |= {
        words
        for texts in (helper_mail._SUBJECTS, helper_mail._SAYS, helper_mail._THEN)
        for words in texts.values()
    }

    untranslated = {word for word in said if say(Language.ENGLISH, word) == word}

    assert len(said) > 100
    assert untranslated == set()


def said_in(file: Path) -> set[str]:
    """Return what a module says in somebody's language."""
    calls = [
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    words = [
        call.args[0]
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "say" and call.args
    ]
    return {word.value for word in words if isinstance(word, ast.Constant)}


def test_no_name_of_a_hall_makes_a_header_of_its_own(village: Village) -> None:
    with village.house.unit_of_work() as uow:
        hidden = "Haus =?utf-8?q?hx=0D=0ABcc:_e=40e.example?="
        uow.connection.execute(update(venues).values(name=hidden))
        uow.commit()

    heads = [
        bytes(mail).partition(b"\n\n")[0]
        for mails in every_mail(village, Language.GERMAN).values()
        for mail in mails
    ]

    assert any(b"Haus" in head for head in heads)
    assert not [head for head in heads if b"\nBcc:" in head]
