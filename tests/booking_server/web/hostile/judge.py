"""Whether a text stands somewhere letter by letter, and nothing of it acts."""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import takewhile
from typing import Any
from urllib.parse import unquote_plus
from xml.etree import ElementTree

from openpyxl import load_workbook
from werkzeug.test import TestResponse

from booking_server.domain.texts import one_line
from tests.booking_server.notices import printed
from tests.booking_server.web.hostile.texts import MARK, RESULT

OURS = re.compile(r"(?:[/#?]|https?://|mailto:|tel:|webcal:|\.\w*$)[^\x00-\x1f]*|", re.ASCII)
LEADS = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcdoc"}
NEVER = {"iframe", "object", "embed", "base", "x", "marquee", "style", "frame", "applet"}
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
HALF_A_SIGN = re.compile(r"%ED%[AB][0-9A-F]%[89AB][0-9A-F]")
"""Octets of half a surrogate pair, as they are read from a form: no browser sends them."""
PROPERTY = re.compile(r"[A-Z][A-Z0-9-]*(?:;[A-Z][A-Z0-9-]*=(?:\"[^\"]*\"|[^\";:]*))*:", re.ASCII)
AFTER_A_CUT = re.compile(r"…|\.\.\.$|\)$|“| ?– |#|&\w+=|$")
"""What stands behind a text that was cut: our own marks, the next part of an address, or nothing."""
SHORTEST_FIELD = 10
"""How many characters the shortest field takes that gives back what was typed."""
UNQUOTED = re.compile(r"[<>\"{}\s]")
ELEMENT = re.compile(r"[a-z][a-z0-9]*")
FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@]")


def faults(answer: TestResponse, text: str) -> list[str]:
    """Return what is wrong with an answer to somebody who typed `text`, or where it was stored."""
    wrong = [f"status {answer.status_code}"] if answer.status_code in (500, 502) else []
    wrong += [f"header {name}" for name, value in answer.headers if name.lower().startswith(("x-hx", "bcc"))]
    wrong += [f"cookie {value}" for name, value in answer.headers if name == "Set-Cookie" and "hx=" in value]
    where = answer.headers.get("Location", "/")
    wrong += [] if re.match(r"/(?![/\\])|http://localhost/", where) else [f"leads to {where}"]
    return wrong + faults_in(answer.get_data(), answer.content_type or "", text)


def faults_in(body: bytes, kind: str, text: str) -> list[str]:
    """Return what is wrong with a document."""
    name = kind.partition(";")[0].strip()
    read = READERS.get(name, _plain)
    if body.startswith(b"PK"):
        read = _workbook if "sheet" in kind else _archive
    try:
        return list(read(body, text))
    except (ValueError, ElementTree.ParseError) as error:
        return [f"{name} that cannot be read: {error}"]


def _spoiled(said: str, text: str) -> Iterator[str]:
    """Yield what is wrong with one text of a document: where it holds what was typed, it holds all of it."""
    if RESULT in said:
        yield f"evaluated: {said[:200]!r}"
    if TURNS.search(said) and MARK in said:
        yield f"turned around: {said[:200]!r}"
    seen, typed = _flat(said), _flat(text)
    before = typed.find(MARK)
    for found in re.finditer(MARK, seen):
        shown = seen[max(0, found.start() - before) :]
        if not shown.startswith(typed) and not _is_cut(shown, typed):
            yield f"not letter by letter: {shown[:300]!r}"


def _flat(text: str) -> str:
    """Return a text as it is read: white space and what cannot be read as one blank each."""
    return one_line(HALF_A_SIGN.sub(" ", text).replace("\ufffd", " "))


def _is_cut(shown: str, text: str) -> bool:
    """Whether a long text was cut, or stands in a field that takes less: what follows it is ours."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(shown, text, strict=False)))
    return alike >= SHORTEST_FIELD and bool(AFTER_A_CUT.match(shown, alike))


def piece_of(text: str) -> str:
    """Return what a field that takes several things, one beside or below the other, makes of a text."""
    return next(part for part in _flat(text).split() if MARK in part)


class _Elements(HTMLParser):
    """Collects everything a page says and everything it would do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        leading = [unquote_plus(value) for name, value in given.items() if name in LEADS]
        self.said += [value for name, value in given.items() if name not in LEADS]
        self.said += [value for value in leading if not value.startswith("tel:")]
        leads = {value for name, value in given.items() if name in LEADS}
        if (
            tag in NEVER
            or not ELEMENT.fullmatch(tag)
            or (tag == "script" and not given.get("src", "").startswith("/"))
        ):
            self.wrong.append(f"element {tag}")
        if any(name.startswith("on") or name == "style" or MARK in name for name in given):
            self.wrong.append(f"attribute of {tag}: {given}")
        self.wrong += [f"{tag} leads to {one[:80]!r}" for one in leads if not OURS.fullmatch(one)]
        asked = [one for one in leads if MARK in one.partition("?")[2]]
        self.wrong += [f"unquoted: {one[:80]!r}" for one in asked if UNQUOTED.search(one)]
        self.wrong += [f"{tag} fetches" for name in ("src",) if given.get(name, "/")[:1] != "/"]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _html(body: bytes, text: str) -> Iterator[str]:
    reader = _Elements()
    reader.feed(body.decode())
    reader.close()
    yield from reader.wrong
    for said in reader.said:
        yield from _spoiled(said, text)


def _json(body: bytes, text: str) -> Iterator[str]:
    for said in _texts_in(json.loads(body)):
        yield from _spoiled(said, text)


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from _texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, str):
        yield value


def _calendar(body: bytes, text: str) -> Iterator[str]:
    lines = re.sub(r"\r\n[ \t]", "", body.decode()).split("\r\n")
    yield from (f"a line of more than 75 octets: {one!r}" for one in body.split(b"\r\n") if len(one) > 75)
    for line in lines:
        if line and not PROPERTY.match(line):
            yield f"no line of a calendar: {line[:120]!r}"
        if re.match(r"ATTENDEE:mailto:e@e\.example|BEGIN:VALARM|TEL:", line):
            yield f"a line that was typed: {line!r}"
        head = PROPERTY.match(line)
        about, said = (head[0], line[head.end() :]) if head else ("", line)
        yield from _spoiled(about, text.replace('"', " "))  # a parameter has no way to write this sign
        yield from _spoiled(re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], said), text)


def _table(body: bytes, text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"):
        for cell in row:
            if MARK in cell and FORMULA.match(cell):
                yield f"a formula: {cell!r}"
            yield from _spoiled(cell, text)


def _workbook(body: bytes, text: str) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(body)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"a formula: {cell.value!r}"
                yield from _spoiled(str(cell.value), text)


def _xml(body: bytes, text: str) -> Iterator[str]:
    if b"<!ENTITY" in body or b"<!DOCTYPE" in body:
        yield "a document type"
    for one in ElementTree.fromstring(body).iter():
        for said in (one.text or "", one.tail or "", *one.attrib.values()):
            if said.startswith("BEGIN:VCALENDAR"):
                yield from _calendar(said.replace("\r\n", "\n").replace("\n", "\r\n").encode(), text)
            else:
                yield from _spoiled(said, text)
            yield from _html(said.encode(), text) if "<" in said and one.get("type") == "html" else ()


def _pdf(body: bytes, text: str) -> Iterator[str]:
    if re.search(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|SubmitForm|GoToR)\b", body):
        yield "a PDF that acts"
    if any(re.match(r"(?i)javascript|file|data", one) for one in re.findall(r"/URI \((.*?)\)", str(body))):
        yield "a link that was typed"
    said = printed.text(body)
    if RESULT in said or "root:x:0:0" in said:
        yield "evaluated"


def _archive(body: bytes, text: str) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            if name.startswith("/") or ".." in name or "\\" in name:
                yield f"a file that goes elsewhere: {name}"
            kind = {"json": "application/json", "csv": "text/csv"}.get(name.rpartition(".")[2], "text/plain")
            yield from (f"{name}: {one}" for one in faults_in(archive.read(name), kind, text))


def _plain(body: bytes, _text: str) -> Iterator[str]:
    if RESULT.encode() in body:
        yield "evaluated"


READERS: dict[str, Callable[[bytes, str], Iterator[str]]] = {
    "text/html": _html,
    "application/json": _json,
    "application/problem+json": _json,
    "application/ld+json": _json,
    "application/schema+json": _json,
    "text/calendar": _calendar,
    "text/csv": _table,
    "application/atom+xml": _xml,
    "application/rss+xml": _xml,
    "application/xml": _xml,
    "text/xml": _xml,
    "application/pdf": _pdf,
}


def shows(body: bytes) -> bool:
    """Whether the text went into a document at all."""
    if body.startswith(b"%PDF"):
        return MARK in printed.text(body)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return any(MARK.encode() in archive.read(name) for name in archive.namelist())
    return MARK in html.unescape(re.sub(r"\r\n[ \t]", "", body.decode(errors="replace")))
