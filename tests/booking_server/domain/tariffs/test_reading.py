"""A tariff file is read strictly: every mistake is told with its line and in German, nothing is guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_server.domain.tariffs.changes import differences
from booking_server.domain.tariffs.errors import Mistake, TariffRefused
from booking_server.domain.tariffs.example import example_text
from booking_server.domain.tariffs.fields import cents_of
from booking_server.domain.tariffs.read_prices import _KINDS
from booking_server.domain.tariffs.reading import read_schedule
from booking_server.domain.tariffs.source import LONGEST
from booking_server.domain.tariffs.words import price_lines, price_words
from tests.booking_server.domain.tariffs.cases import REGULATIONS
from tests.costs import seconds_of_cpu

CONDITIONS = [
    "haus",
    "raum",
    "zweck",
    "gruppe",
    "klasse",
    "verein",
    "plz",
    "antworten",
    "saison",
    "wochentag",
    "personen",
    "stunden",
    "tage",
    "serie",
]


def mistakes(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(TariffRefused) as refused:
        read_schedule(text)
    return refused.value.mistakes


def changed(old: str, new: str) -> tuple[str, int]:
    """Return the example with one line changed, and the number of that line."""
    lines = example_text().split("\n")
    at = next(number for number, line in enumerate(lines) if old in line)
    lines[at] = lines[at].replace(old, new)
    return "\n".join(lines), at + 1


def test_the_example_shows_every_rule_there_is() -> None:
    schedule = read_schedule(example_text())

    assert {kind for kind in _KINDS if f"{kind} = " not in example_text()} == set()
    assert {key for key in CONDITIONS if f"{key} = " not in example_text()} == set()
    assert len({type(rule.price) for rule in schedule.priced_rules}) == len(_KINDS) - 1


@pytest.mark.parametrize("file", sorted(REGULATIONS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_regulation_can_be_said_in_words(file) -> None:  # type: ignore[no-untyped-def]
    schedule = read_schedule(file.read_text(encoding="utf-8"))

    assert all(price_words(rule.price) for rule in schedule.priced_rules)
    assert differences(schedule, schedule) == ()
    assert price_lines(schedule, hall="dgh-benken", spaces=frozenset())


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'je_tag = "120,00"',
            'je_tag = "130,00"',
            "Saal: bisher 120,00\xa0€ je Tag, neu 130,00\xa0€ je Tag.",
        ),
        (
            'massgeblich = "nutzung" ',
            'massgeblich = "buchung" ',
            "Maßgeblicher Tag: bisher Tag der Nutzung, neu Tag der Buchung.",
        ),
        (
            'art = "enthalten"',
            'art = "zuzueglich"',
            "Umsatzsteuer: bisher 19 % enthalten, neu 19 % zuzüglich.",
        ),
        (
            'kulanz_bis = "06:00"',
            'kulanz_bis = "04:00"',
            "Was als Tag zählt: bisher der Kalendertag, bis 06:00 Uhr früh gehört zum Vortag,"
            " neu der Kalendertag, bis 04:00 Uhr früh gehört zum Vortag.",
        ),
        (
            "zahlbar_tage_vorher = 7",
            "zahlbar_tage_vorher = 14",
            "Zahlbar: bisher 7 Tage vorher, neu 14 Tage vorher.",
        ),
        (
            "gebuehr_entfaellt_bei_storno_bis_tage_vorher = 28",
            "gebuehr_entfaellt_bei_storno_bis_tage_vorher = 7",
            "Gebühr je Rechnung: bisher 11,00\xa0€ (bei Storno bis 28 Tage vorher keine),"
            " neu 11,00\xa0€ (bei Storno bis 7 Tage vorher keine).",
        ),
        (
            'bis = "31.03."',
            'bis = "30.04."',
            "Zuschläge: Bedingungen, Reihenfolge oder Einzelheiten wurden geändert.",
        ),
        (
            'plz = ["14823"]',
            'plz = ["14806"]',
            "Zuschläge: Bedingungen, Reihenfolge oder Einzelheiten wurden geändert.",
        ),
        (
            "qm = 120",
            "qm = 130",
            "Räume und Flächen: Bedingungen, Reihenfolge oder Einzelheiten wurden geändert.",
        ),
        (
            'zweck = "gewerblich" },',
            'zweck = "kurs" },',
            "Nutzungsarten: Bedingungen, Reihenfolge oder Einzelheiten wurden geändert.",
        ),
        (
            'umfang = ["miete", "zuschlaege", "kaution"]',
            'umfang = "miete"',
            "Befreiungen: Bedingungen, Reihenfolge oder Einzelheiten wurden geändert.",
        ),
    ],
)
def test_nothing_that_changes_a_price_is_left_out_of_what_a_version_changes(
    old: str, new: str, sentence: str
) -> None:
    text, _ = changed(old, new)

    said = differences(read_schedule(example_text()), read_schedule(text))

    assert said == (sentence,)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            'je_tag = "120,00"',
            'je_tagg = "120,00"',
            "„je_tagg“ ist hier nicht vorgesehen. Meinten Sie „je_tag“?",
        ),
        ('je_tag = "120,00"', 'je_tag = "120 Taler"', "Ein Preis ist ein Betrag in Euro"),
        ('je_tag = "120,00"', 'je_tag = "-5,00"', "Ein Preis ist ein Betrag in Euro"),
        ('je_tag = "120,00"', "je_tag = nan", "Ein Preis ist ein Betrag in Euro"),
        ('je_tag = "120,00"', "je_tag = 1e999999999", "Ein Preis ist ein Betrag in Euro"),
        ('je_tag = "120,00"', "je_tag = 0.001", "Ein Preis ist ein Betrag in Euro"),
        ("gilt_ab = 2026-01-01", 'gilt_ab = "bald"', "„gilt_ab“ ist ein Datum"),
        ('massgeblich = "nutzung" ', 'massgeblich = "irgendwann" ', "Möglich sind: nutzung, buchung."),
        ('tag = "kalendertag"', 'tag = "manchmal"', "„tag“ ist"),
        ('raeume = "saal"', 'raeume = "saaal"', "„saaal“ ist nicht bekannt"),
        ('gruppe = "einwohner" }', 'gruppe = "freunde" }', "„freunde“ ist nicht bekannt"),
        ('klasse = "privat", gruppe', 'klasse = "prvat", gruppe', "„prvat“ ist nicht bekannt"),
        ('von = "saal", satz', 'von = "nichts", satz', "Es gibt keinen Preis mit dem Kürzel „nichts“."),
        ('von = "01.10."', 'von = "31.02."', "ist ein Tag im Jahr"),
        ("beamer = ", "bemer = ", "Die Frage [frage.bemer] gibt es nicht."),
        ('{ beamer = "ja" }', '{ beamer = "klar" }', "kennt diese Antwort nicht"),
        ("takt_minuten = 30", "takt_minuten = 0", "„takt_minuten“ ist eine ganze Zahl von 1"),
        ('frage = "stuehle"', 'frage = "baenke"', "Es gibt keine Frage [frage.baenke]"),
        ("mietfaches = 2", "mietfaches = 2.5", "„mietfaches“ ist eine ganze Zahl"),
        ("hoechstens_prozent = 50", "hoechstens_prozent = 200", "ganze Zahl von 1 bis 100"),
        ('von = "50,00", bis = "150,00"', 'von = "150,00", bis = "50,00"', "liegt über dem oberen"),
        ("satz = 19 ", "satz = 99 ", "ganze Zahl von 1 bis 30"),
        ("format = 1", "format = 2", "„format“ ist eine ganze Zahl von 1 bis 1."),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, reason: str) -> None:
    text, line = changed(old, new)

    found = mistakes(text)

    assert [one.line for one in found if reason in one.reason] == [line], found


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text, first = changed("gilt_ab = 2026-01-01", "gilt_ab = 3")
    text = text.replace("mietfaches = 2", "mietfaches = 99")

    assert [one.line for one in mistakes(text)] == [
        first,
        text[: text.index("mietfaches = 99")].count("\n") + 1,
    ]


def test_a_missing_part_is_told_where_it_is_missing() -> None:
    head = 'format = 1\ntitel = "T"\ngilt_ab = 2026-01-01\nmassgeblich = "nutzung"\ntag = "kalendertag"'
    text = f'{head}\n\n[[miete]]\nraeume = "jede-buchung"\n'

    assert mistakes(text) == (
        Mistake(7, f"Der Preis fehlt. Möglich sind: {', '.join(_KINDS)}."),
        Mistake(7, "„text“ fehlt."),
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("format = 1\ntitel = offen", 2, "Texte stehen in Anführungszeichen"),
        ('format = 1\ntitel = "Text', 2, "ein Anführungszeichen fehlt"),
        ("format = 1\nformat = 1", 2, "derselbe Schlüssel steht zweimal da"),
        ("\nx = " + "[" * 3500, 1, "keine lesbare TOML-Datei"),
        ("\nx = " + "9" * 5000, 2, "Die Zeile ist zu lang"),
        ("\nx = '" + "." * 61 + "'", 2, "oder hat über 60 Punkte"),
        ("# lang\n" * 20_000, 1, f"höchstens {LONGEST // 1024} KiB"),
    ],
)
def test_what_is_no_toml_or_too_much_is_refused(text: str, line: int, reason: str) -> None:
    found = mistakes(text)

    assert found[0].line == line
    assert reason in found[0].reason


def test_a_header_inside_a_text_of_several_lines_is_no_header() -> None:
    text = example_text().replace(
        'titel = "Entgelt', 'titel = """\\\n[[miete]]\nx = 1 """\nquelle2 = "Entgelt', 1
    )

    found = mistakes(text)

    assert any(
        "quelle2" in one.reason and one.line == text[: text.index("quelle2")].count("\n") + 1 for one in found
    )


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("95", 95_00), ("95,5", 95_50), ("1.200,50 €", 1200_50), (95, 95_00), ("0", 0), ("1,234", None),
     ("", None), (True, None), ("١٢", None), (10**12, None)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(typed: object, cents: int | None) -> None:
    assert cents_of(typed) == cents


DEEP = ".".join("a" * 30_000)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"k{number}=1" for number in range(8000)),
        "\n".join(f"[a{number}]" for number in range(8000)),
        "\n".join(f"[frage.a{number}]\ntext='a'" for number in range(2500)),
        "[raeume]\n" + "\n".join(f"a{number}='a'" for number in range(5000)),
        "[[miete]]\nraeume=[" + ",".join("'x'" for _ in range(900)) + "]",
        f"{DEEP}=1",
        f"[{DEEP}]",
        f"x={{{DEEP}=1}}",
        "\n".join(f"[{'.'.join('a' * 50)}.b{number}]" for number in range(500)),
        "[" + " " * 60_000 + "a]",
        "k" * 60_000 + "=1",
        "\n".join("[[miete]]\ntext='a'\nx=1" for _ in range(2500)),
    ],
    ids=range(12),
)
def test_no_text_takes_long_to_refuse(text: str) -> None:
    assert mistakes(text[:LONGEST])

    assert seconds_of_cpu(lambda: mistakes(text[:LONGEST])) < 1


WORDS = st.sampled_from(
    [*example_text().split(), "[", "]", "{", "}", "=", '"', "\n", "'''", "#", ",", "0", "ä"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60), st.integers(0, 200), st.booleans())
def test_whatever_is_sent_is_read_or_refused_quickly(words: list[str], at: int, whole: bool) -> None:
    lines = example_text().split("\n") if whole else []
    text = "\n".join([*lines[:at], " ".join(words), *lines[at:]])

    def tried() -> tuple[Mistake, ...] | None:
        try:
            read_schedule(text)
        except TariffRefused as refused:
            return refused.mistakes
        return None

    found = tried()

    assert found != ()
    assert all(1 <= mistake.line <= text.count("\n") + 1 for mistake in found or ())
    assert seconds_of_cpu(tried) < 1
