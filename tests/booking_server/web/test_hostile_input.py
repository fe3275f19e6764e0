"""What anybody types into any field appears letter by letter in every place, and none of it acts.

The fields are not listed here: they are read off the forms of all pages and noted while views ask for them.
"""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Flask

import booking_server.web
from booking_server.settings import Settings
from booking_server.web.access import Place
from tests.booking_server.keys import bearing, give
from tests.booking_server.web.hostile.judge import faults, faults_in, piece_of, shows
from tests.booking_server.web.hostile.leaving import ADDRESSES, documents
from tests.booking_server.web.hostile.names import PICKED, TYPED, UNSEEN, stands_in
from tests.booking_server.web.hostile.plant import planted
from tests.booking_server.web.hostile.texts import ALL_AT_ONCE, TEXTS, stored
from tests.booking_server.web.hostile.typed import Target, rehearsal_of, targets
from tests.booking_server.web.hostile.visit import Everywhere
from tests.booking_server.web.matrix.scene import set_scene
from tests.builders import Village
from tests.villages import Villages

OWN = (Place.OWN_HALL,)
Volume = Callable[[int, int], int]
ASKED = re.compile(r"""request\.(?:form|args|files)(?:\.get|\.getlist)?[(\[]\s*"([^"]+)\"""")
HEADERS = {
    "from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type",
    "content-transfer-encoding", "content-disposition", "reply-to",
}  # fmt: skip


def mail_faults(mail: EmailMessage, text: str) -> Iterator[str]:
    """Yield what is wrong with a mail as another program reads it."""
    read = message_from_bytes(bytes(mail), policy=policy.default)
    yield from (f"header {name}" for name in read if name.lower() not in HEADERS)
    yield from (f"{name} twice" for name in set(read.keys()) if len(read.get_all(name)) > 1)
    yield from faults_in(str(read["Subject"]).encode(), "text/plain", text)
    for part in read.walk():
        if not part.is_multipart():
            kind = part.get_content_type()
            yield from (f"{kind}: {one}" for one in faults_in(part.get_payload(decode=True), kind, text))


def test_what_is_stored_appears_letter_by_letter_in_every_place(
    villages: Villages, settings: Settings, volume: Volume
) -> None:
    everything = (ALL_AT_ONCE, *TEXTS.values())
    wrong: list[str] = []

    for text in [stored(one) for one in everything[: volume(1, len(everything))]]:
        with villages.another() as village:
            everywhere = Everywhere.of(planted(village, text), settings, text, volume(24, 1))
            answers = list(everywhere.pages(OWN, ADDRESSES))
            mails = everywhere.mails()
            wrong += [f"{where}: {one}" for where, answer in answers for one in faults(answer, text)]
            wrong += [f"{mail['Subject']}: {one}" for mail in mails for one in mail_faults(mail, text)]
            for where, body, kind in documents(everywhere):
                wrong += [f"{where}: {one}" for one in faults_in(body, kind, text)]
            places = {re.sub(r"[0-9a-f]{16}|\?.*", "", where) for where, a in answers if shows(a.get_data())}
            kinds = {a.content_type.partition(";")[0] for _, a in answers if shows(a.get_data())}
            print(f"{len(places)} kinds of places, {len(mails)} mails: {text[:40]!r}")
            assert len(places) >= volume(4, 110)
            assert kinds >= EVERY_KIND if volume(0, 1) else "text/html" in kinds

    assert wrong == []


EVERY_KIND = {
    "text/html", "text/calendar", "text/csv", "application/json", "application/pdf", "application/ld+json",
    "application/atom+xml", "application/rss+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def test_what_is_typed_into_a_field_comes_back_letter_by_letter(
    village: Village, settings: Settings, volume: Volume
) -> None:
    everywhere = Everywhere.of(set_scene(village), settings, "Alle Rollen", volume(12, 1))
    found = targets(everywhere, OWN)
    combinations = 0
    wrong: list[str] = []

    with rehearsal_of(everywhere, settings) as typist:
        if volume(0, 1):
            found = [one for one in found if typist.type(one)]  # views note what they ask for
        pairs = list(_pairs([one.and_asked() for one in found]))
        assert _in_no_list({name for _, name in pairs} | _asked_in_the_code()) == set()
        for text, target, name in _sample(pairs, volume):
            combinations += 1
            for answer in typist.type(target, name, text):
                shown = piece_of(text) if (target.endpoint, name) in IN_PIECES else text
                wrong += [f"{target.endpoint} {name}: {one}" for one in faults(answer, shown)]

    print(f"{combinations} combinations of {len(pairs)} fields")
    assert wrong == []


IN_PIECES = {
    ("desk_town.save", "widget_origins"),
    ("desk_tariffs.work_on", "text"),
    ("desk_tariffs.work_on", "file"),
}
"""Fields of several addresses, or of lines, each of which is judged by itself."""


def _pairs(found: list[Target]) -> Iterator[tuple[Target, str]]:
    return ((target, name) for target in found for name in sorted(target.names | target.files))


def _sample(pairs: list[tuple[Target, str]], volume: Volume) -> Iterator[tuple[str, Target, str]]:
    """Yield every text for fields that take words, some for all others; on commit one in some fields.

    And one that breaks out of an attribute and out of an element in some more, whatever the day brings.
    """
    texts = tuple(TEXTS.values())
    for number, (target, name) in enumerate(pairs):
        if volume(0, 1):
            some = texts if stands_in(name, TYPED) else texts[number % 9 :: 9]
            yield from ((text, target, name) for text in some)
        elif number % 20 == 0:
            yield texts[(number // 20) % len(texts)], target, name
        elif number % 40 == 10 and stands_in(name, TYPED):
            yield TEXTS["image"], target, name


def _in_no_list(names: set[str]) -> set[str]:
    return {one for one in names if not any(stands_in(one, known) for known in (TYPED, UNSEEN, PICKED))}


def _asked_in_the_code() -> set[str]:
    """Return every field the code asks for by a name that is written there."""
    code = Path(booking_server.web.__file__).parent
    files = [path for path in code.rglob("*.py") if "demo" not in path.parts]
    return {name for path in files for name in ASKED.findall(path.read_text(encoding="utf-8"))} - {
        "csrf_token",
        "t",
    }


def test_what_a_program_sends_comes_back_letter_by_letter(
    site: Flask, village: Village, volume: Volume
) -> None:
    client, key = site.test_client(), bearing(give(village))
    description = client.get("/api/v1/openapi.json").get_json()
    wrong: list[str] = []
    combinations = 0

    for address, method, example, more in _bodies(description):
        for number, path in enumerate([*_text_members(example), *more]):
            texts = list(TEXTS.values())
            for text in texts if volume(0, 1) else texts[number % 40 :: 40]:
                combinations += 1
                body = _with(example, path, text)
                answer = client.open(address, method=method.upper(), json=body, headers=key)
                wrong += [f"{address} {path}: {one}" for one in faults(answer, text)]

    print(f"{combinations} combinations")
    assert wrong == []


def _bodies(description) -> Iterator[tuple[str, str, dict, list[tuple]]]:  # type: ignore[no-untyped-def,type-arg]
    """Yield every request that carries something: an example, and the members for words it does not have."""
    schemas = description["components"]["schemas"]
    for address, operations in description["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody") if isinstance(operation, dict) else None
            if body:
                schema = schemas[body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
                (example,) = schema.get("examples", [schemas["NewQuote"]["examples"][0]])
                more = [_first_text_in(name, schema["properties"][name]) for name in schema["properties"]]
                yield re.sub(r"\{.*?\}", "0" * 16, address), method, example, [one for one in more if one]


def _first_text_in(name: str, said) -> tuple:  # type: ignore[no-untyped-def,type-arg]
    kinds = str(said)
    if "'array'" in kinds:
        return (name, 0)
    if "'object'" in kinds or "additionalProperties" in kinds:
        return (name, "x")
    return (name,) if "string" in kinds else ()


def _text_members(value, path=()) -> Iterator[tuple]:  # type: ignore[no-untyped-def,type-arg]
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _text_members(one, (*path, name))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _text_members(one, (*path, at))
    elif isinstance(value, str):
        yield path


def _with(value, path, text):  # type: ignore[no-untyped-def]
    """Return a body with a text at a path, which is made where it is not there."""
    if not path:
        return text
    if isinstance(path[0], int):
        kept = list(value) if isinstance(value, list) else []
        return [*kept[: path[0]], _with(None, path[1:], text), *kept[path[0] + 1 :]]
    kept = dict(value) if isinstance(value, dict) else {}
    return {**kept, path[0]: _with(kept.get(path[0]), path[1:], text)}
