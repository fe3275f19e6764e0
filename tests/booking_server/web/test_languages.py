"""English and Leichte Sprache: every translated page is whole, and marked as what it is."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask

import booking_server.web
from booking_server.domain.languages import Language
from booking_server.domain.retention import TABLE
from booking_server.notices.phrases import PHRASES
from booking_server.publishing.problems import TITLES
from booking_server.web.errors import ADVICE, AGAIN, PASSKEY, START
from booking_server.web.languages import EASY_AT_FIRST, IN_ENGLISH, NAMES, TRANSLATED
from tests.booking_server.web.visitor import Visitor

WEB = Path(booking_server.web.__file__).parent
ADDRESSES = (
    "/",
    "/?datum=2026-10-03&personen=20&nahe=benken",
    "/hilfe",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
    "/gibt-es-nicht",
)
IN_ENGLISH_ONLY = {
    str(path.relative_to(WEB / "templates"))
    for folder in ("booking", "changing", "helpers", "public", "series", "waiting")
    for path in WEB.glob(f"templates/{folder}/*.html")
}
GERMAN_WORDS = re.compile(r"\b(und|oder|nicht|Sie|wird|werden|eine?|der|die|das|ist|auf|bitte)\b")
CATALOGS = {Language.ENGLISH: "en/LC_MESSAGES/messages", Language.EASY: "de/LC_MESSAGES/leicht"}


def catalog(language: Language, kind: str):  # type: ignore[no-untyped-def]
    raw = (WEB / "translations" / f"{CATALOGS[language]}.{kind}").read_bytes()
    return (read_po if kind == "po" else read_mo)(BytesIO(raw))


def words_of(template: str) -> set[str]:
    """Everything a template says through the catalog."""
    text = (WEB / "templates" / template).read_text(encoding="utf-8")
    return {double or single for double, single in re.findall(r"""\b_\((?:"([^"]+)"|'([^']+)')""", text)}


def without_german_parts(html: str) -> str:
    """The page without what it says itself is German, and without proper names."""
    rest = re.sub(r"<(\w+)[^>]* lang=\"de(?:-simple)?\"[^>]*>.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", rest)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_english_page_is_english_and_marked_so(visitor: Visitor, address: str) -> None:
    page = visitor.open(f"/en{address}")
    language = next(given["lang"] for tag, given in page.elements if tag == "html")

    left = GERMAN_WORDS.findall(without_german_parts(page.html.partition("<body>")[2]))

    assert language == "en"
    assert left == []
    assert page.title.isascii() or "Dorfschlüssel" in page.title


@pytest.mark.parametrize(
    "address", ["/hallen/dgh-benken", "/hallen/dgh-schlamau", "/hallen/dgh-benken/buchen"]
)
def test_hall_and_form_begin_in_easy_german_and_say_where_it_ends(visitor: Visitor, address: str) -> None:
    page = visitor.open(f"/ls{address}")
    (easy,) = re.findall(r'<section class="easy" lang="de-simple".*?</section>', page.html, re.DOTALL)

    sentences = re.split(r"[.?!:]\s|</(?:p|h\d|li)>", easy)
    long = [s for s in (re.sub(r"<[^>]+>", "", one) for one in sentences) if len(s.split()) > 12]

    assert long == []
    assert "ist nicht in Leichter Sprache" in easy
    assert not page.shows("Diese Seite gibt es noch nicht in Leichter Sprache")
    assert "easy" not in visitor.open(address).html


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_in_easy_german_has_short_sentences(visitor: Visitor, address: str) -> None:
    page = visitor.open(f"/ls{address}")
    language = next(given["lang"] for tag, given in page.elements if tag == "html")
    drawn = re.sub(r"<svg.*?</svg>", ".", page.html, flags=re.DOTALL)
    prose = re.findall(r'<div class="easy">(.*?)</div>', drawn, re.DOTALL)

    sentences = re.split(r"[.?!:]\s|<br>|</(?:p|h\d|li)>", " ".join(prose))
    long = [s for s in (re.sub(r"<[^>]+>", "", one) for one in sentences) if len(s.split()) > 14]

    assert language == "de-simple"
    assert long == []


def test_links_keep_the_language_and_the_switch_leads_to_the_same_page(visitor: Visitor) -> None:
    page = visitor.open("/en/hilfe")

    assert page.link("Imprint") == "/en/impressum"
    assert page.link("start page") == "/en/"
    assert page.link("Deutsch") == "/hilfe"
    assert page.link("Leichte Sprache") == "/ls/hilfe"
    assert visitor.open("/en/").link("Lütte").startswith("/en/hallen/")
    alternates = {
        given["hreflang"]: given["href"] for tag, given in page.elements if given.get("rel") == "alternate"
    }
    site = "http://127.0.0.1:8000"  # search engines take whole addresses only
    assert alternates == {
        "de": f"{site}/hilfe",
        "en": f"{site}/en/hilfe",
        "de-simple": f"{site}/ls/hilfe",
    }


def test_a_page_without_translation_stays_german_and_says_so(visitor: Visitor) -> None:
    page = visitor.open("/en/kalender")

    assert next(given["lang"] for tag, given in page.elements if tag == "html") == "de"
    assert page.shows("This page is available in German only.")
    assert ("meta", {"name": "robots", "content": "noindex"}) in page.elements
    assert page.link("Impressum") == "/en/impressum"


def test_no_link_of_the_switch_carries_a_token(visitor: Visitor) -> None:
    page = visitor.open("/buchungen/0123456789abcdef?t=GEHEIM")

    assert "GEHEIM" not in page.html


def test_a_prefix_opens_no_other_way_in(visitor: Visitor) -> None:
    assert visitor.client.get("/en/schreibtisch").headers["Location"] == "/en/anmelden"
    assert visitor.client.get("/en").status_code == 200
    assert visitor.client.get("/enorm").status_code == 404
    for address in ("/en//evil.example", "/en/%2f%2fevil.example", "/en/en//evil.example"):
        answer = visitor.client.get(address)
        assert not answer.headers.get("Location", "/").startswith(("//", "http")), address


def test_a_language_needs_no_cookie(site: Flask) -> None:
    for prefix in ("", "/en", "/ls"):
        assert "Set-Cookie" not in site.test_client().get(f"{prefix}/hilfe").headers


@pytest.mark.parametrize("language", CATALOGS)
def test_every_word_of_a_translated_page_is_in_the_catalog(language: Language) -> None:
    templates = [
        "base.html",
        "error.html",
        "public/start.html",
        "public/_search.html",
        "public/_found.html",
        "public/_map.html",
        "texts/_towns.html",
        "texts/_feedback.html",
    ]
    templates.append("_kern.html")
    own = {"texts/imprint.html", *IN_ENGLISH_ONLY} if language is Language.ENGLISH else set()
    wanted = (
        {word for name in (*templates, *own) for word in words_of(name)}
        | set(ADVICE.values())
        | set(TITLES.values())
        | {words for _, words in (START, AGAIN, PASSKEY)}
    )
    if language is Language.ENGLISH:
        wanted |= set(PHRASES)
        wanted |= {words for entry in TABLE for words in (entry.what, entry.since, entry.then)}
    same = {"Hilfe", "Impressum", "Datenschutz", "Sprache", "Hauptmenü", "Hinweis zur Vorführung"}
    known = {m.id for m in catalog(language, "po") if m.id and m.string}

    assert wanted - known - (same if language is Language.EASY else set()) == set()


@pytest.mark.parametrize("language", CATALOGS)
def test_the_compiled_catalog_is_the_written_one(language: Language) -> None:
    written, compiled = ({m.id: m.string for m in catalog(language, kind) if m.id} for kind in ("po", "mo"))

    assert compiled == written
    for german, words in written.items():
        assert set(re.findall(r"%\(\w+\)s", german)) == set(re.findall(r"%\(\w+\)s", words)), german


def test_every_translated_page_is_one_of_ours(site: Flask) -> None:
    assert {rule.endpoint for rule in site.url_map.iter_rules()} >= TRANSLATED | IN_ENGLISH | EASY_AT_FIRST
    assert set(NAMES) == set(Language)
